import { type Embedder, NestvecError } from "@nestvec/core";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenWindow } from "../job/table-options.ts";
import { openInputs } from "../job/open-inputs.ts";
import { rowWindows } from "../job/row-windows.ts";
import { type BulkEmbedOptions, embedOptions, textColumn } from "./text-options.ts";

/** What a job would be. */
export interface BulkEstimate {
  readonly rows: number;
  /** Tokens of all texts, special tokens counted. */
  readonly tokens: number;
  /** Rows without a text, or with one that cannot be tokenized. */
  readonly broken: number;
  /** Tokens a second of the sample that was embedded. */
  readonly tokensPerSecond: number;
  /** How long embedding would take, at that speed. */
  readonly seconds: number;
}

/** Texts that are embedded to measure the speed. */
const sampleTexts = 512;

/**
 * Counts the rows and tokens of a job, and estimates its time by a sample of the first window that is embedded: nothing is written.
 * @throws NestvecError as `bulkEmbed`
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { estimateBulk } from "@nestvec/bulk";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * const file = join(await mkdtemp(join(tmpdir(), "bulk-")), "titles.txt");
 * await writeFile(file, "Snow in May\nA quiet week\n");
 * await using embedder = await loadModel();
 * const { rows, tokens } = await estimateBulk(embedder, { inputs: [file], out: "titles.parquet" });
 * console.log(rows, tokens); // → 2 10
 * ```
 */
export async function estimateBulk(embedder: Embedder, options: BulkEmbedOptions): Promise<BulkEstimate> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-bulk-"));
  try {
    const { sources, rows } = await openInputs(options, options.field, folder);
    const column = textColumn(sources, options.field);
    const asked = embedOptions(options);
    const { layer: _layer, dimension: _dimension, lane: _lane, deadlineMilliseconds: _deadline, signal: _signal, ...tokenizing } = asked;
    let tokens = 0;
    let broken = 0;
    let speed: number | undefined;
    const request = { columns: [column], vectors: false, windowRows: chosenWindow(options), isDone: () => false };
    for await (const window of rowWindows(sources, request)) {
      if (options.signal?.aborted === true) throw new NestvecError("ABORTED", { what: "job" }, { cause: options.signal.reason });
      const texts = (window.cells[0] ?? []).filter((text) => typeof text === "string");
      broken += window.rows - texts.length;
      const tokenized = await embedder.tokenize(texts, {
        ...tokenizing,
        truncate: tokenizing.truncate === "none" ? "end" : tokenizing.truncate,
      });
      tokens += tokenized.reduce((sum, { ids }) => sum + ids.length, 0);
      if (tokenizing.truncate === "none") broken += tokenized.filter(({ truncated }) => truncated).length;
      speed ??= texts.length === 0 ? undefined : await measured(embedder, spread(texts), asked);
    }
    const tokensPerSecond = speed ?? 0;
    return { rows, tokens, broken, tokensPerSecond, seconds: tokensPerSecond === 0 ? 0 : tokens / tokensPerSecond };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Some texts from everywhere in a window. */
function spread(texts: readonly string[]): readonly string[] {
  const step = Math.max(1, texts.length / sampleTexts);
  return Array.from({ length: Math.min(texts.length, sampleTexts) }, (_, index) => texts[Math.floor(index * step)] ?? "");
}

/** Tokens a second, once the exit is open. */
async function measured(embedder: Embedder, texts: readonly string[], options: ReturnType<typeof embedOptions>): Promise<number> {
  const own = { ...options, truncate: options.truncate === "none" ? ("end" as const) : options.truncate };
  await embedder.embed(texts.slice(0, 16), own);
  const started = performance.now();
  const { tokens } = await embedder.embed(texts, own);
  return (tokens.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - started);
}
