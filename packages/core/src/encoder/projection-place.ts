import type { Projection } from "../model/settings/projection.ts";
import type { DeclaredOutput } from "../path/choose-output.ts";

/** Who applies the modules after the pooling: the graph, in one of its outputs, or the encoder with weights of its own. */
export type ProjectionPlace = { readonly place: "graph"; readonly output: string } | { readonly place: "encoder" };

/** The name that exporters of Sentence Transformers give to what comes out of all modules. */
const projectedOutput = "sentence_embedding";

/**
 * Who applies the modules after the pooling: the graph where it declares an output of the projected width that is named after all modules, or that
 * no pooling of its hidden states could have; else the encoder where the weights are there. Where a graph gives nothing else, or nobody else can, the
 * name alone is enough. Undefined: nobody can.
 */
export function projectionPlace(
  { inputWidth, width, missing }: Pick<Projection, "inputWidth" | "width" | "missing">,
  outputs: readonly Pick<DeclaredOutput, "name" | "shape">[],
  { stated = projectedOutput, isPoolingAsked = false }: { readonly stated?: string | undefined; readonly isPoolingAsked?: boolean },
): ProjectionPlace | undefined {
  const encoder = missing === undefined ? ({ place: "encoder" } as const) : undefined;
  if (isPoolingAsked) return encoder;
  const named = outputs.find(({ name }) => name === stated);
  const isOnly = outputs.length === 1;
  const pooled = named ?? (isOnly ? outputs[0] : undefined);
  if (pooled === undefined || (pooled.shape !== undefined && pooled.shape.length !== 2)) return encoder;
  const declared = pooled.shape?.[1];
  const graph = { place: "graph", output: pooled.name } as const;
  if (typeof declared === "number") return declared === width && (named !== undefined || width !== inputWidth) ? graph : encoder;
  // The encoder's way is right whatever an output of unsaid length has passed, as long as there are hidden states.
  if (named !== undefined && (isOnly || encoder === undefined)) return graph;
  return encoder;
}
