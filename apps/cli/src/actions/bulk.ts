import type {
  BulkEmbedOptions,
  BulkEstimate,
  InputFormat,
  JobResult,
  OnError,
  OutputFormat,
  TableOptions,
  VectorType,
} from "@nestvec/bulk";
import { NestvecError, type TextRole } from "@nestvec/core";
import type { CutChoice, ModelChoice, TokenizeChoice } from "../options/shared-options.ts";
import { startBulkProgress } from "../output/bulk-progress.ts";
import { duration } from "../output/progress.ts";
import type { Context } from "../process/context.ts";
import { fromPackage } from "../process/optional-package.ts";
import { cutOptions, given, tokenizeOptions, withModel } from "./with-model.ts";

/** What `nestvec bulk` was asked for. */
export interface BulkChoice extends ModelChoice, CutChoice, TokenizeChoice {
  readonly out: string;
  readonly field?: string;
  readonly from?: string;
  readonly inputFormat?: InputFormat;
  readonly format?: OutputFormat;
  readonly type?: VectorType;
  readonly columns?: readonly string[];
  readonly vectors?: string;
  readonly onError: OnError;
  readonly windowRows?: number;
  readonly restart?: true;
  readonly dryRun?: true;
  readonly quiet?: boolean;
  readonly role?: TextRole;
  /** Whether the model was named on the command line itself. */
  readonly isModelGiven: boolean;
}

/** Embeds a table, or cuts the vectors of one. */
export async function bulk(files: readonly string[], choice: BulkChoice, { interruption }: Context): Promise<void> {
  const { signal } = interruption;
  const inputs = inputsOf(files, choice);
  const { bulkEmbed, estimateBulk, narrowTable } = await fromPackage("@nestvec/bulk", "nestvec bulk", () => import("@nestvec/bulk"));
  const progress = startBulkProgress(process.stderr);
  const options = { ...tableOptions(inputs, choice), signal, onProgress: progress.update };
  const started = performance.now();
  const finish = (result: JobResult): void => {
    progress.stop();
    if (choice.quiet !== true) process.stderr.write(summary(result, choice, (performance.now() - started) / 1000));
  };
  try {
    if (isNarrowing(choice)) {
      finish(await narrowTable({ ...options, ...given({ dimension: choice.dimension }) }));
      return;
    }
    await withModel(choice, signal, async (embedder) => {
      const embedOptions: BulkEmbedOptions = {
        ...options,
        ...cutOptions(choice),
        ...tokenizeOptions(choice),
        ...given({ field: choice.field, role: choice.role }),
      };
      if (choice.dryRun === true) process.stdout.write(estimateText(await estimateBulk(embedder, embedOptions)));
      else finish(await bulkEmbed(embedder, embedOptions));
    });
  } finally {
    progress.stop();
  }
}

function tableOptions(inputs: readonly string[], choice: BulkChoice): TableOptions {
  const { out, inputFormat, format, type, columns, vectors: column, onError, windowRows, restart } = choice;
  return { inputs, out, onError, ...given({ inputFormat, format, type, columns, column, windowRows, restart }) };
}

function inputsOf(files: readonly string[], { from }: BulkChoice): readonly string[] {
  if (from === undefined && files.length > 0) return files;
  const wanted = "files of texts, or --from with a table of vectors";
  if (from === undefined) throw new NestvecError("ARGUMENT_INVALID", { argument: "files", found: "missing", expected: wanted });
  if (files.length === 0) return [from];
  throw new NestvecError("ARGUMENT_INVALID", { argument: "--from", found: "given beside files", expected: wanted });
}

/** Whether stored vectors are cut or stored in another type, without a model. @throws NestvecError ARGUMENT_INVALID where options contradict that */
function isNarrowing({ from, isModelGiven, dimension, type, layer, dryRun }: BulkChoice): boolean {
  if (from === undefined || isModelGiven) return false;
  if (dimension === undefined && type === undefined) throw fromInvalid("given alone");
  if (layer !== undefined) throw fromInvalid("given with --layer and no --model");
  if (dryRun === true) throw fromInvalid("given with --dry-run and no --model");
  return true;
}

function fromInvalid(found: string): NestvecError {
  const expected =
    "--model NEW beside it to embed its texts again; or only --dimension or --type, to cut its vectors or to store them as another type";
  return new NestvecError("ARGUMENT_INVALID", { argument: "--from", found, expected });
}

function summary(
  { metadata, rows, writtenRows, tokens, paddedTokens, truncated, broken, brokenRows, resumedRows, wasDone }: JobResult,
  { out }: BulkChoice,
  seconds: number,
): string {
  const { layer, dimension, type, space } = metadata;
  const cut = `layer ${layer}, dimension ${dimension}, ${type}, space "${space}"`;
  if (wasDone) return `nestvec: ${out} is there already, made by the same job: ${cut}.\n`;
  const own = rows - resumedRows;
  const parts = [`${count(writtenRows)} rows in ${seconds < 60 ? `${seconds.toFixed(1)} s` : duration(seconds)}`];
  if (resumedRows > 0) parts.push(`${count(resumedRows)} of them before`);
  if (own > 0 && seconds > 0) parts.push(`${count(Math.round(own / seconds))} rows/s`);
  if (paddedTokens > 0) parts.push(`${count(tokens)} tokens`, `${(100 * Math.max(0, 1 - tokens / paddedTokens)).toFixed(1)} % padding`);
  if (truncated > 0) parts.push(`${count(truncated)} texts cut to the limit`);
  if (broken > 0) parts.push(`${count(broken)} broken rows in ${brokenRows}`);
  return `nestvec: ${out} has ${parts.join(", ")}: ${cut}.\n`;
}

function estimateText({ rows, tokens, broken, tokensPerSecond, seconds }: BulkEstimate): string {
  const lines = [
    `rows: ${count(rows)}`,
    `tokens: ${count(tokens)}`,
    ...(broken > 0 ? [`broken rows: ${count(broken)}`] : []),
    `speed: ${count(Math.round(tokensPerSecond))} tokens/s, by a sample`,
    `time: about ${duration(seconds)}`,
  ];
  return `${lines.join("\n")}\n`;
}

const count = (value: number): string => value.toLocaleString("en-US");
