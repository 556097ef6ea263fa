import { type CutOptions, type Embedder, type EmbedOptions, NestvecError, type TokenizeOptions } from "@nestvec/core";
import type { Column } from "../columns/column-kinds.ts";
import { mergeColumns } from "../columns/merge-columns.ts";
import type { TableSource } from "../source/table-source.ts";
import type { JobKind } from "../job/job-plan.ts";
import type { TableOptions } from "../job/table-options.ts";

/** How a table of texts is embedded. */
export interface BulkEmbedOptions extends TableOptions, CutOptions, Omit<TokenizeOptions, "promptText"> {
  /** The column of the texts. Default: that of a table with vectors, else `text`. */
  readonly field?: string | undefined;
}

/** Longer than any window takes: a job has no deadline. */
const noDeadline = 2 ** 40;

/** How an embedder is called. Texts are documents, unless a prompt or role says what they are. */
export function embedOptions({ layer, dimension, prompt, role, task, truncate, maxTokens, signal }: BulkEmbedOptions): EmbedOptions {
  const given = {
    layer,
    dimension,
    prompt,
    role: role ?? (prompt === undefined && task === undefined ? "document" : undefined),
    task,
    truncate,
    maxTokens,
  };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    lane: "bulk",
    deadlineMilliseconds: noDeadline,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The column of the texts. @throws NestvecError ARGUMENT_INVALID where it is not there, or holds something else */
export function textColumn(sources: readonly TableSource[], field: string | undefined): Column {
  const stored = sources.find(({ metadata }) => metadata !== undefined)?.metadata;
  const name = field ?? stored?.field ?? "text";
  const [column] = mergeColumns(sources, (other) => other === name);
  if (column !== undefined && (column.kind === "text" || column.kind === "json")) return column;
  const known = [
    ...new Set(sources.flatMap(({ columns }) => columns.filter(({ kind }) => kind === "text").map((other) => `"${other.name}"`))),
  ];
  const found = column === undefined ? `"${name}", which the input does not have` : `"${name}", which holds ${column.kind}`;
  const texts = known.length === 0 ? "a column of texts, and there is none" : `a column of texts: ${known.join(", ")}`;
  const expected =
    stored === undefined || field !== undefined
      ? texts
      : `kept beside the vectors to embed them again; without it, take the table that they were made of (there is ${known.join(", ") || "no other column of texts"})`;
  throw new NestvecError("ARGUMENT_INVALID", { argument: "field", found, expected });
}

/** What a job of texts is, as far as the model says it. @throws NestvecError as `embed` */
export async function embedKind(embedder: Embedder, options: BulkEmbedOptions, needed: Column): Promise<JobKind> {
  const info = await embedder.info();
  const { layer, dimension, space, prompt } = await embedder.embed([], embedOptions(options));
  const { role = null } = embedOptions(options);
  const narrower = info.normsBeforeCut ? [] : (info.dimensions?.filter((other) => other < dimension) ?? null);
  const metadata = {
    space,
    model: info.name,
    identity: info.identity,
    layer,
    dimension,
    type: options.type ?? "float32",
    role,
    prompt,
    task: options.task ?? info.defaultTask ?? null,
    field: needed.name,
    narrower,
  } as const;
  const { truncate = null, maxTokens = null } = options;
  return { metadata, needed, readsVectors: false, description: { does: "embed", runtime: info.runtime, truncate, maxTokens } };
}
