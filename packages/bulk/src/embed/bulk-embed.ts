import type { Embedder } from "@nestvec/core";
import { openJobFolder } from "../job/job-folder.ts";
import { planJob } from "../job/job-plan.ts";
import { doneBefore, type JobResult, runJob } from "../job/run-job.ts";
import { openInputs } from "../job/open-inputs.ts";
import { embedWindows } from "./embed-window.ts";
import { type BulkEmbedOptions, embedKind, embedOptions, textColumn } from "./text-options.ts";

/**
 * Makes a table of vectors of a table of texts, in memory that does not grow with its rows. Other columns are kept. Each window of rows becomes a file in
 * the folder `OUT.parts`, and in the end these are put together: a job that was ended at any moment is continued by the same call, and gives the table
 * that it would have given, bit for bit on the same processor. `embedder`: nothing else may be asked of it meanwhile, and it must have no result cache
 * and be one engine, since the last bits of a vector depend on the texts that share its batch.
 * @throws NestvecError ARGUMENT_INVALID where the options do not fit the tables, or another job of this output has been begun; FILE_NOT_READABLE,
 * LINE_INVALID, FILE_NOT_UTF8, FILE_NOT_WRITABLE (a full disk, a folder that cannot be written to, another process at work), ABORTED, and as `embed`
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { bulkEmbed } from "@nestvec/bulk";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * const folder = await mkdtemp(join(tmpdir(), "bulk-"));
 * await writeFile(join(folder, "titles.jsonl"), '{"id":1,"title":"Snow in May"}\n{"id":2,"title":"A quiet week"}\n');
 * await using embedder = await loadModel();
 * const inputs = [join(folder, "titles.jsonl")];
 * const { writtenRows, metadata } = await bulkEmbed(embedder, { inputs, field: "title", out: join(folder, "titles.parquet"), dimension: 64 });
 * console.log(writtenRows, metadata.layer, metadata.dimension); // → 2 6 64
 * ```
 */
export async function bulkEmbed(embedder: Embedder, options: BulkEmbedOptions): Promise<JobResult> {
  const folder = await openJobFolder(options.out, options.restart ?? false);
  try {
    const inputs = await openInputs(options, options.field, folder.path);
    const needed = textColumn(inputs.sources, options.field);
    const plan = await planJob(options, inputs, folder, await embedKind(embedder, options, needed));
    if (plan.isDone) return await doneBefore(plan, folder);
    const compute = embedWindows({
      embedder,
      options: embedOptions(options),
      read: plan.read,
      field: needed.name,
      onError: options.onError ?? "stop",
    });
    return await runJob(plan, folder, compute);
  } finally {
    await folder.close();
  }
}
