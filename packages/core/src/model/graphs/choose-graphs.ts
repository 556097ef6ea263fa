import { NestvecError } from "../../errors/nestvec-error.ts";
import type { GraphChoice } from "./graph-choice.ts";
import { graphName, plainName, type GraphName } from "./graph-name.ts";

/** The graphs of one model: the same but for their layers. Never empty. */
export interface ChosenGraphs {
  readonly graphs: readonly GraphName[];
  /** Whether they are taken because there are no others, under whatever name. */
  readonly isOnlyKind: boolean;
}

/** What graphs are chosen from. */
export interface GraphQuestion {
  /** The model's place, for messages. */
  readonly model: string;
  /** The paths of all graphs. */
  readonly paths: readonly string[];
  readonly choice: GraphChoice;
  /** The folders in which a model's graphs usually are, the first one first. */
  readonly folders: readonly string[];
}

/**
 * Chooses graphs by what was asked for: one by its path, or all of a name, in the folders of a model or the only folder that has them. By
 * default those called `model.onnx`, else the only ones there are.
 * @throws NestvecError GRAPH_UNAVAILABLE where there are none of that name, or several kinds and none was asked for
 */
export function chooseGraphs({ model, paths, choice, folders }: GraphQuestion): ChosenGraphs {
  const known = paths.map(graphName);
  const unavailable = (): NestvecError =>
    new NestvecError("GRAPH_UNAVAILABLE", { model, ...(choice.asked === undefined ? {} : { asked: choice.asked }), available: paths });

  if (choice.path !== undefined) {
    const one = known.find(({ path }) => path === choice.path);
    if (one !== undefined) return { graphs: [one], isOnlyKind: false };
    const { folder, name } = graphName(choice.path);
    const all = known.filter((graph) => graph.layer !== undefined && graph.folder === folder && graph.name === name);
    if (all.length === 0 || graphName(choice.path).layer !== undefined) throw unavailable();
    return { graphs: all, isOnlyKind: false };
  }

  const wanted = graphName(choice.name ?? plainName);
  const named = known.filter(({ name, layer }) => name === wanted.name && (wanted.layer === undefined || layer === wanted.layer));
  const present = new Set(named.map(({ folder }) => folder));
  const folder = folders.find((candidate) => present.has(candidate)) ?? (present.size === 1 ? [...present][0] : undefined);
  if (folder !== undefined) return { graphs: named.filter((graph) => graph.folder === folder), isOnlyKind: false };
  const kinds = new Set(known.map((graph) => graph.folder + graph.name));
  if (choice.name !== undefined || kinds.size !== 1) throw unavailable();
  return { graphs: known, isOnlyKind: true };
}
