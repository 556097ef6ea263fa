import type { ExitDescription } from "./find-exits.ts";
import type { ModelFileList } from "../graphs/model-graphs.ts";
import type { RepresentationContract } from "../settings/representation-contract.ts";

/** The graphs that were chosen. */
export interface NotedChoice {
  readonly exits: readonly ExitDescription[];
  readonly isOnlyKind: boolean;
}

/** Names in a sentence, the others counted. */
const mostNamed = 6;

/** What is worth knowing of the choice of a model's graphs, each a sentence. */
export function layoutNotes(
  { exits, isOnlyKind }: NotedChoice,
  files: ModelFileList | undefined,
  contract?: RepresentationContract,
): readonly string[] {
  const notes: string[] = [];
  const [first] = exits;
  if (isOnlyKind && first !== undefined) {
    notes.push(
      exits.length === 1
        ? `There is no model.onnx: "${first.graph}", the only graph here, is used.`
        : `There is no model.onnx: "${first.graph}" and those of its name, the only graphs here, are used.`,
    );
  }
  const used = new Set(exits.map(({ graph }) => graph));
  const unused = (files?.graphs ?? []).filter((graph) => !used.has(graph));
  if (unused.length > 0) {
    const named = unused.slice(0, mostNamed).map((graph) => `"${graph}"`);
    const more = unused.length > mostNamed ? ` and ${unused.length - mostNamed} more` : "";
    notes.push(`Graphs that are there and not used: ${named.join(", ")}${more}. The option dtype or file takes others.`);
  }
  if (contract !== undefined && exits.length > 1) notes.push(spaceNote(contract));
  return notes;
}

const spaceNote = ({ file, normalizesExits }: RepresentationContract): string =>
  normalizesExits
    ? `Each layer has a space of its own: ${file} says in representation_contract how hidden states are normalized, and no file that vectors of different layers may be compared.`
    : `Each layer has a space of its own: representation_contract in ${file} says that only the last layer's hidden states pass the final norm.`;
