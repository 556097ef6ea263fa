import { NestvecError } from "../errors.ts";
import type { ModelDescription } from "../model/model-description.ts";
import type { GraphHeaders } from "../model/graph-headers.ts";
import { outputWish } from "./output-wish.ts";
import { graphUse, type GraphUse } from "../path/2-forward.ts";
import type { ModelFiles, Runtime, Session } from "../runtime.ts";
import type { BatchShape } from "../schedule/batch-shape.ts";

/** One exit with its graph open. */
export interface OpenExit {
  readonly layer: number;
  readonly graph: string;
  readonly session: Session;
  readonly use: GraphUse;
  /** How its batches may be formed. */
  readonly shape: BatchShape;
}

/** The exits of one model: each graph is opened on first use, once, even when many ask at once. */
export interface ExitRegistry {
  /** @throws NestvecError those of `Runtime.open`, GRAPH_INPUT_UNKNOWN, GRAPH_OUTPUT_UNKNOWN. An exit that failed may be asked for again. */
  open(layer: number): Promise<OpenExit>;
  /** The provider of each exit that is open now. */
  providers(): ReadonlyMap<number, string>;
  dispose(): Promise<void>;
}

/** What exits are opened with. */
export interface ExitSources {
  readonly description: ModelDescription;
  readonly files: ModelFiles;
  readonly headers: GraphHeaders;
  readonly runtime: Runtime;
}

/** @see ExitRegistry */
export function exitRegistry({ description, files, headers, runtime }: ExitSources): ExitRegistry {
  const opening = new Map<number, Promise<OpenExit>>();
  const opened = new Map<number, OpenExit>();

  async function openExit(layer: number): Promise<OpenExit> {
    const exit = description.exits.find((candidate) => candidate.layer === layer);
    if (exit === undefined) throw layerUnavailable(description, layer);
    const session = await runtime.open(files, exit.graph);
    try {
      const use = graphUse(session, exit.graph, outputWish(description), description.firstPosition);
      const { batchQuantizers } = await headers.read(exit.graph);
      const isAlone = batchQuantizers.length > 0;
      const shape = { mayPad: use.isMasked, mostRows: isAlone ? 1 : (use.fixed.rows ?? Infinity), fixed: use.fixed };
      const open = { layer, graph: exit.graph, session, use, shape };
      opened.set(layer, open);
      return open;
    } catch (error) {
      await session.dispose();
      throw error;
    }
  }

  return {
    open(layer) {
      const known = opening.get(layer);
      if (known !== undefined) return known;
      const promise = openExit(layer);
      opening.set(layer, promise);
      promise.catch(() => opening.delete(layer));
      return promise;
    },
    providers: () => new Map(Array.from(opened.values(), ({ layer, session }) => [layer, session.provider])),
    async dispose() {
      const exits = await Promise.allSettled(opening.values());
      opening.clear();
      opened.clear();
      // One that cannot be freed must not keep the others.
      await Promise.allSettled(exits.map((exit) => (exit.status === "fulfilled" ? exit.value.session.dispose() : undefined)));
    },
  };
}

/** The error for an exit that is not there. */
export const layerUnavailable = ({ exits, missingLayers }: ModelDescription, layer: number): NestvecError =>
  new NestvecError("LAYER_UNAVAILABLE", { layer, available: exits.map((exit) => exit.layer), missing: missingLayers });
