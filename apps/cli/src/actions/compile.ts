import type { CompiledModelReport, CompileProgress, ExitDifference } from "@nestvec/compiler";
import type { PoolingMode, WeightType } from "@nestvec/core";
import type { ReportChoice } from "../options/shared-options.ts";
import { megabytes } from "../output/download-progress.ts";
import { terminalBar } from "../output/terminal-bar.ts";
import type { Context } from "../process/context.ts";
import { fromPackage } from "../process/optional-package.ts";
import { describeQuantization } from "./describe-quantization.ts";
import { nameValueTable, printReport } from "./print.ts";
import { textsOfFile } from "./texts-of-file.ts";
import { given } from "./with-model.ts";

/** What `nestvec compile` was asked for. */
export interface CompileRequest extends ReportChoice {
  readonly out: string;
  readonly pull?: true;
  readonly revision?: string;
  readonly layers?: readonly number[];
  readonly pooling?: readonly PoolingMode[];
  readonly repository?: string;
  readonly weights?: WeightType;
  readonly verify?: true;
  readonly compute?: "float32" | "int8";
  readonly minCosine?: number;
  /** A file of texts. */
  readonly texts?: string;
}

/** Compiles a model, and prints what it is. */
export async function compile(model: string, request: CompileRequest, context: Context): Promise<void> {
  const { out, pull, revision, layers, pooling, repository, weights, verify, compute, minCosine, format } = request;
  const texts = request.texts === undefined ? undefined : await textsOfFile(request.texts, context.interruption.signal);
  const { compileModel } = await fromPackage("@nestvec/compiler", "nestvec compile", () => import("@nestvec/compiler"));
  const progress = startProgress(process.stderr);
  let report: CompiledModelReport;
  try {
    report = await compileModel(revision === undefined ? model : `${model}@${revision}`, {
      out,
      ...given({ pull, layers, pooling, repository, weights, verify, compute, minCosine, texts }),
      onProgress: progress.update,
      signal: context.interruption.signal,
    });
  } finally {
    progress.stop();
  }
  await printReport(format, report, describe, context);
}

/** A bar of what is written, with the part that is worked on; for terminals only. */
function startProgress(stream: NodeJS.WriteStream): { update(progress: CompileProgress): void; stop(): void } {
  if (!stream.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = terminalBar(stream, "{bar} {percentage}% | {written} of {all} MB | {step}: {part}");
  let isStarted = false;
  return {
    update: ({ step, part, writtenBytes, totalBytes }) => {
      const payload = { step, part, written: megabytes(writtenBytes), all: megabytes(totalBytes) };
      if (isStarted) bar.setTotal(totalBytes);
      if (isStarted) bar.update(Math.min(writtenBytes, totalBytes), payload);
      else bar.start(totalBytes, writtenBytes, payload);
      isStarted = true;
    },
    stop: () => bar.stop(),
  };
}

function describe({ folder, family, layers, pooling, longFrom, weights, verification, quantization, files }: CompiledModelReport): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return nameValueTable([
    ["folder", folder],
    ["family", family],
    ["layers", layers.join(", ")],
    ["pooling", `${pooling.mode}, from ${pooling.from}`],
    ["long texts", longFrom === null ? "none: the model takes no texts that long" : `from ${longFrom} tokens on, by graphs of their own`],
    ["weights", quantization === undefined ? describeWeights(weights) : describeTables(weights)],
    ["files", `${files.length}, ${megabytes(bytes)} MB`],
    ...(quantization === undefined ? [] : [["int8", describeQuantization(quantization)] as const]),
    ...(verification === undefined ? [] : [["verified", describeVerification(verification, quantization)] as const]),
  ]);
}

function describeWeights({ storage, bytes, float32Bytes, loss }: CompiledModelReport["weights"]): string {
  if (storage === "float32") return `${storage}, ${megabytes(bytes)} MB`;
  const size = `${storage}, ${megabytes(bytes)} MB in place of ${megabytes(float32Bytes)}`;
  if (loss === null) return `${size}; every number is kept`;
  return [`${size}; against float32:`, ...loss.map(describeDifference)].join("\n");
}

/** Beside products in int8, it is the embedding tables that are stored in something. */
const describeTables = ({ storage, bytes, float32Bytes }: CompiledModelReport["weights"]): string =>
  `${megabytes(bytes)} MB in place of ${megabytes(float32Bytes)}, embedding tables in ${storage}`;

const describeDifference = ({ layer, largestDifference, leastCosine }: ExitDifference): string =>
  `layer ${layer}: numbers differ by up to ${largestDifference.toPrecision(2)}, least cosine ${leastCosine.toFixed(7)}`;

function describeVerification(
  verification: NonNullable<CompiledModelReport["verification"]> | null,
  quantization: CompiledModelReport["quantization"],
): string {
  if (verification === null) return "no: there are no published graphs beside the weights";
  const exits = verification
    .map((exit) => `${describeDifference(exit)}; ${exit.space === null ? "a space of its own" : `the space ${exit.space}`}`)
    .join("\n");
  return quantization === undefined ? exits : `in float32, before its products were in int8:\n${exits}`;
}
