import { NestvecError, type Dtype } from "@nestvec/core";
import { pullModel, type PulledModel } from "@nestvec/hub";
import type { ReportChoice } from "../options/shared-options.ts";
import type { Context } from "../process/context.ts";
import { megabytes, startDownloadProgress } from "../output/download-progress.ts";
import { nameValueTable, printReport } from "./print.ts";
import { given } from "./with-model.ts";

/** What `nestvec pull` was asked for. */
export interface PullRequest extends ReportChoice {
  readonly revision?: string;
  readonly layers?: readonly number[];
  readonly dtype?: Dtype;
  readonly file?: string;
  readonly weights?: true;
  readonly to?: string;
  /** False for `--no-lock-file`. */
  readonly lockFile: string | false;
  readonly frozen?: true;
}

/** Downloads a model, and prints where it is. */
export async function pull(name: string, request: PullRequest, context: Context): Promise<void> {
  const { revision, layers, dtype, file, weights, to, lockFile, frozen, format } = request;
  if (frozen === true && lockFile === false) {
    const found = "given with --frozen";
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "--no-lock-file",
      found,
      expected: "given without it, which compares with the file",
    });
  }
  const progress = startDownloadProgress(process.stderr);
  let pulled: PulledModel;
  try {
    pulled = await pullModel(name, {
      ...given({ revision, layers, dtype, file, weights, to, frozen, lockFile: lockFile === false ? undefined : lockFile }),
      onProgress: progress.update,
      signal: context.interruption.signal,
    });
  } finally {
    progress.stop();
  }
  await printReport(format, pulled, describe, context);
}

function describe({ folder, repository, revision, commit, layers, files, downloadedBytes }: PulledModel): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return nameValueTable([
    ["model", repository],
    ["folder", folder],
    ["revision", revision === commit ? commit : `${revision}, which is ${commit}`],
    ["layers", layers.join(", ")],
    ["files", `${files.length}, ${megabytes(bytes)} MB`],
    ["downloaded", `${megabytes(downloadedBytes)} MB`],
  ]);
}
