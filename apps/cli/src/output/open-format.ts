import { NestvecError } from "@nestvec/core";
import { jsonLines, jsonList, jsonWriter, npyWriter, provenanceName, type RowWriter, type Sink } from "@nestvec/records";
import type { Interruption } from "../process/interruption.ts";
import { type FileSink, openFileSink } from "./file-sink.ts";
import { standardOutput } from "./standard-output.ts";
import { tableWriter } from "./table-rows.ts";
import { screenWidth } from "./text-table.ts";

/** The formats that vectors are written in. */
export type Format = "table" | "jsonl" | "json" | "npy";

/** A writer that owns the place it writes to. */
export interface Output extends Pick<RowWriter, "write"> {
  /** Completes what was written. */
  finish(): Promise<void>;
  /** Takes away what was written, where that can be done. Never throws. */
  discard(): Promise<void>;
}

/**
 * Opens the output that was asked for. The format, where none was named: by the ending of the file's name, else a table on a terminal,
 * else JSON Lines. @throws NestvecError ARGUMENT_INVALID (npy without a file), FILE_NOT_WRITABLE
 */
export async function openFormat(
  choice: { readonly format?: Format; readonly output?: string },
  model: string,
  interruption: Interruption,
): Promise<Output> {
  const path = choice.output === "-" ? undefined : choice.output;
  const format = choice.format ?? defaultFormat(path);
  if (path === undefined) {
    if (format === "npy") {
      const expected = "named with --output FILE, since npy has its row count at the start";
      throw new NestvecError("ARGUMENT_INVALID", { argument: "--output", found: "missing", expected });
    }
    const writer = textWriter(format, standardOutput(interruption));
    return { write: writer.write, finish: writer.end, discard: () => Promise.resolve() };
  }
  const file = await openFileSink(path);
  if (format === "npy") return npyOutput(path, file, model);
  const writer = textWriter(format, file);
  return {
    write: writer.write,
    finish: async () => {
      await writer.end();
      await file.finish();
    },
    discard: () => discardAll([file]),
  };
}

/** An npy file and, beside it, how its vectors were made. */
async function npyOutput(path: string, file: FileSink, model: string): Promise<Output> {
  await requireOverwriting(file);
  const beside = await openFileSink(provenanceName(path)).catch(async (error: unknown) => {
    await discardAll([file]);
    throw error;
  });
  const writer = npyWriter(file, beside, model);
  return {
    write: writer.write,
    finish: async () => {
      await writer.end();
      // In this order: whenever it is stopped, no vectors stand beside what is said of others.
      await beside.removeOlder();
      await file.finish();
      await beside.finish();
    },
    discard: () => discardAll([file, beside]),
  };
}

async function discardAll(files: readonly FileSink[]): Promise<void> {
  for (const file of files) await file.discard().catch(() => undefined);
}

/** Asks for what the last step will need, so that a pipe is refused before the first text. @throws NestvecError FILE_NOT_WRITABLE */
async function requireOverwriting(file: FileSink): Promise<void> {
  try {
    await file.overwrite(0, new Uint8Array());
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function defaultFormat(file: string | undefined): Format {
  if (file === undefined) return process.stdout.isTTY ? "table" : "jsonl";
  if (/\.npy$/i.test(file)) return "npy";
  return /\.json$/i.test(file) ? "json" : "jsonl";
}

function textWriter(format: Exclude<Format, "npy">, sink: Sink): RowWriter {
  if (format === "table") return tableWriter(sink, screenWidth(process.stdout));
  return jsonWriter(format === "jsonl" ? jsonLines(sink) : jsonList(sink));
}
