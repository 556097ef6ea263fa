import { invalidArgument, NestvecError } from "@nestvec/core";
import { normalize, truncate } from "@nestvec/core/vectors";
import { floatVectors } from "../columns/vector-column.ts";
import type { TableSource } from "../source/table-source.ts";
import { openJobFolder } from "../job/job-folder.ts";
import { type JobKind, planJob } from "../job/job-plan.ts";
import { openInputs } from "../job/open-inputs.ts";
import { type ComputeVectors, doneBefore, type JobResult, runJob } from "../job/run-job.ts";
import type { TableOptions } from "../job/table-options.ts";
import { rangesOf, requireOneSpace, type TableMetadata } from "../metadata/table-metadata.ts";

/** How the vectors of a table are cut. */
export interface NarrowOptions extends TableOptions {
  /** Numbers that are kept of each vector. Default: all, to store them as another type. */
  readonly dimension?: number | undefined;
}

/**
 * Makes a table with shorter vectors of one with longer ones, without the model: the first `dimension` numbers of each, scaled to length 1 again. Rows
 * without a vector stay so. The job is continued, and the table the same, as with `bulkEmbed`.
 * @throws NestvecError ARGUMENT_INVALID where an input has no vectors or only bits of them, and where its model has no such dimension; SPACE_MISMATCH where
 * inputs have vectors of different spaces; and as `bulkEmbed`
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { bulkEmbed, narrowTable } from "@nestvec/bulk";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * const folder = await mkdtemp(join(tmpdir(), "bulk-"));
 * await writeFile(join(folder, "titles.txt"), "Snow in May\nA quiet week\n");
 * const wide = join(folder, "wide.arrow");
 * await using embedder = await loadModel();
 * await bulkEmbed(embedder, { inputs: [join(folder, "titles.txt")], out: wide });
 * const { metadata } = await narrowTable({ inputs: [wide], out: join(folder, "narrow.arrow"), dimension: 32, type: "float16" });
 * console.log(metadata.dimension, metadata.type); // → 32 float16
 * ```
 */
export async function narrowTable(options: NarrowOptions): Promise<JobResult> {
  const folder = await openJobFolder(options.out, options.restart ?? false);
  try {
    const inputs = await openInputs(options, undefined, folder.path);
    const old = storedVectors(inputs.sources);
    const plan = await planJob(options, inputs, folder, narrowKind(old, options));
    if (plan.isDone) return await doneBefore(plan, folder);
    return await runJob(plan, folder, narrowWindows(old, plan.metadata.dimension));
  } finally {
    await folder.close();
  }
}

/** How the vectors of the inputs were made. @throws NestvecError ARGUMENT_INVALID, SPACE_MISMATCH */
function storedVectors(sources: readonly TableSource[]): TableMetadata {
  const tables = sources.map(({ file, metadata, isFound }) => {
    if (metadata !== undefined && !isFound && metadata.type !== "binary") return { file, metadata };
    const found =
      metadata === undefined
        ? `"${file}", which does not say how its vectors were made`
        : `"${file}", a table of ${isFound ? "lines" : "bits"}`;
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "inputs",
      found,
      expected: "tables of vectors in Parquet or Arrow, of float32, float16, int8 or uint8",
    });
  });
  requireOneSpace(tables);
  const [first] = tables;
  if (first !== undefined) return first.metadata;
  throw invalidArgument("inputs", [], "tables of vectors");
}

function narrowKind(old: TableMetadata, options: NarrowOptions): JobKind {
  const { dimension = old.dimension } = options;
  const { narrower } = old;
  const fits =
    dimension === old.dimension ||
    (Number.isSafeInteger(dimension) && dimension >= 1 && dimension < old.dimension && (narrower?.includes(dimension) ?? true));
  if (!fits) {
    const available = narrower === null ? undefined : [old.dimension, ...narrower];
    throw new NestvecError("DIMENSION_UNAVAILABLE", { dimension, available, width: old.dimension });
  }
  const { ranges: _ranges, job: _job, column: _column, ...kept } = old;
  const metadata = { ...kept, dimension, type: options.type ?? old.type, narrower: narrower?.filter((other) => other < dimension) ?? null };
  return { metadata, needed: undefined, readsVectors: true, description: { does: "narrow" } };
}

function narrowWindows(old: TableMetadata, dimension: number): ComputeVectors {
  const ranges = rangesOf(old);
  return async ({ vectors, rows, problems }) => {
    if (vectors === undefined)
      throw new NestvecError("ARGUMENT_INVALID", { argument: "inputs", found: "rows without vectors", expected: "tables of vectors" });
    const places = Array.from({ length: rows }, (_, row) => row).filter((row) => vectors.valid?.[row] !== false);
    const all = truncate(floatVectors(vectors, ranges), dimension);
    const data = new Float32Array(places.length * dimension);
    for (const [row, place] of places.entries()) data.set(all.data.subarray(place * dimension, (place + 1) * dimension), row * dimension);
    const matrix = normalize({ data, rows: places.length, width: dimension });
    return { matrix, places, problems, tokens: 0, paddedTokens: 0, truncated: 0 };
  };
}
