import type { QuantizedModelReport, QuantizeProgress } from "@nestvec/compiler";
import type { Dtype, PoolingMode } from "@nestvec/core";
import type { ReportChoice } from "../options/shared-options.ts";
import { megabytes } from "../output/download-progress.ts";
import { terminalBar } from "../output/terminal-bar.ts";
import type { Context } from "../process/context.ts";
import { fromPackage } from "../process/optional-package.ts";
import { describeQuantization } from "./describe-quantization.ts";
import { nameValueTable, printReport } from "./print.ts";
import { textsOfFile } from "./texts-of-file.ts";
import { given } from "./with-model.ts";

/** What `nestvec quantize` was asked for. */
export interface QuantizeRequest extends ReportChoice {
  readonly out: string;
  readonly pull?: true;
  readonly revision?: string;
  readonly pooling?: readonly PoolingMode[];
  readonly repository?: string;
  readonly dtype?: Dtype;
  /** The name of a graph. */
  readonly modelFile?: string;
  readonly minCosine?: number;
  /** A file of texts. */
  readonly texts?: string;
}

/** Quantizes a model, and prints what it is. */
export async function quantize(model: string, request: QuantizeRequest, context: Context): Promise<void> {
  const { out, pull, revision, pooling, repository, dtype, modelFile: file, minCosine, format } = request;
  const { signal } = context.interruption;
  const texts = request.texts === undefined ? undefined : await textsOfFile(request.texts, signal);
  const { quantizeModel } = await fromPackage("@nestvec/compiler", "nestvec quantize", () => import("@nestvec/compiler"));
  const progress = startProgress(process.stderr);
  let report: QuantizedModelReport;
  try {
    report = await quantizeModel(revision === undefined ? model : `${model}@${revision}`, {
      out,
      ...given({ pull, pooling, repository, dtype, file, minCosine, texts }),
      onProgress: progress.update,
      signal,
    });
  } finally {
    progress.stop();
  }
  await printReport(format, report, describe, context);
}

/** A line of what is done; for terminals only. */
function startProgress(stream: NodeJS.WriteStream): { update(progress: QuantizeProgress): void; stop(): void } {
  if (!stream.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = terminalBar(stream, "{step}: {part}");
  let isStarted = false;
  return {
    update({ step, part, bytes, totalBytes }) {
      const payload = { step, part: totalBytes === 0 ? part : `${part}, ${megabytes(bytes)} of ${megabytes(totalBytes)} MB` };
      if (isStarted) bar.update(0, payload);
      else bar.start(1, 0, payload);
      isStarted = true;
    },
    stop: () => bar.stop(),
  };
}

function describe({ folder, layers, pooling, quantization, sourceBytes, files }: QuantizedModelReport): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return nameValueTable([
    ["folder", folder],
    ["layers", layers.join(", ")],
    ["pooling", `${pooling.mode}, from ${pooling.from}`],
    ["files", `${files.length}, ${megabytes(bytes)} MB; graphs and weights of the source have ${megabytes(sourceBytes)} MB`],
    ["int8", describeQuantization(quantization)],
    [
      "compatible",
      quantization.compatible
        ? "yes: near enough for searching vectors in float32"
        : "no: vectors in float32 are not to be searched with it",
    ],
  ]);
}
