import type { GraphHeaders } from "../model/graphs/graph-headers.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import { missingWeights } from "../model/settings/projection.ts";
import { projectionPlace, type ProjectionPlace } from "./projection-place.ts";
import type { ProjectionLayer } from "../path/3-project.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { onceByKey } from "../model/files/once-by-key.ts";

/** The modules after the pooling, and who applies them. */
export interface PlacedProjection {
  readonly place: ProjectionPlace["place"];
  /** The graphs' output that has passed them, where the graphs apply them. */
  readonly output: string | undefined;
  /** The length of the vectors that a graph's output is pooled to, or gives. */
  readonly graphWidth: number;
  /** What is applied here: nothing where the graphs do. Read on first use. @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID */
  layers(): Promise<readonly ProjectionLayer[]>;
}

/**
 * Finds out who applies a model's modules after the pooling, by what its deepest readable graph declares; undefined where there are none.
 * @throws NestvecError where nobody can: FILE_MISSING, CONFIG_INVALID; where no graph can be read, as `GraphHeaders.read`
 */
export async function placeProjection(
  source: FileSource,
  description: ModelDescription,
  headers: GraphHeaders,
): Promise<PlacedProjection | undefined> {
  const { projection, output, poolingCertainty } = description;
  if (projection === undefined) return undefined;
  const { outputs } = await deepestHeader(description, headers);
  const found = projectionPlace(projection, outputs, { stated: output, isPoolingAsked: poolingCertainty === "asked" });
  if (found === undefined) throw await missingWeights(source, projection);
  if (found.place === "graph") return { ...found, graphWidth: projection.width, layers: async () => [] };
  const layers = onceByKey(async (_key: "") => {
    const { openProjection } = await import("./open-projection.ts");
    return openProjection(source, projection);
  });
  return { ...found, output: undefined, graphWidth: projection.inputWidth, layers: () => layers("") };
}

async function deepestHeader({ exits }: ModelDescription, headers: GraphHeaders): Promise<Awaited<ReturnType<GraphHeaders["read"]>>> {
  const read = await Promise.allSettled(exits.toReversed().map(({ graph }) => headers.read(graph)));
  for (const header of read) if (header.status === "fulfilled") return header.value;
  const [deepest] = read;
  throw deepest?.status === "rejected" ? deepest.reason : new Error("a model without exits");
}
