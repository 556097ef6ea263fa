import { NestvecError } from "@nestvec/core";
import { jsonLayersWriter, jsonLines, jsonList, type LayersWriter, npyWriter, provenanceName, type Sink } from "@nestvec/records";
import type { Interruption } from "../process/interruption.ts";
import { type FileSink, openFileSink } from "./file-sink.ts";
import { standardOutput } from "./standard-output.ts";
import { tableWriter } from "./table-rows.ts";
import { screenWidth } from "./text-table.ts";

/** The formats that vectors are written in. */
export type Format = "table" | "jsonl" | "json" | "npy";

/** A writer that owns the place it writes to. */
export interface Output extends Pick<LayersWriter, "write"> {
  /** Completes what was written. */
  finish(): Promise<void>;
  /** Takes away what was written, where that can be done. Never throws. */
  discard(): Promise<void>;
}

/** What is written: the vectors of a model, and of which exits, where several were asked for. */
export interface Written {
  readonly model: string;
  readonly layers: readonly number[] | undefined;
}

/**
 * Opens the output that was asked for. The format, where none was named: by the ending of the file's name, else a table on a terminal,
 * else JSON Lines. @throws NestvecError ARGUMENT_INVALID (npy without a file, or with one for several exits), FILE_NOT_WRITABLE
 */
export async function openFormat(
  choice: { readonly format?: Format; readonly output?: string },
  { model, layers }: Written,
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
  if (layers !== undefined && path.includes(layerInName)) {
    return outputOfEach(layers, (layer) => openFile(path.replaceAll(layerInName, String(layer)), format, model));
  }
  if (format === "npy" && layers !== undefined && layers.length > 1) {
    const expected = "a name with {layer} in it, such as vectors-{layer}.npy, since an npy file has the vectors of one exit";
    throw new NestvecError("ARGUMENT_INVALID", { argument: "--output", found: JSON.stringify(path), expected });
  }
  return openFile(path, format, model);
}

/** What stands for the layer in the name of a file, where each exit has one. */
const layerInName = "{layer}";

async function openFile(path: string, format: Format, model: string): Promise<Output> {
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

/** An output for each exit. */
async function outputOfEach(layers: readonly number[], open: (layer: number) => Promise<Output>): Promise<Output> {
  const outputs: Output[] = [];
  const discard = async (): Promise<void> => {
    for (const output of outputs) await output.discard();
  };
  try {
    for (const layer of layers) outputs.push(await open(layer));
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    write: async ({ exits, ...batch }) => {
      for (const [place, output] of outputs.entries()) await output.write({ ...batch, exits: exits.slice(place, place + 1) });
    },
    finish: async () => {
      for (const output of outputs) await output.finish();
    },
    discard,
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
    write: async ({ exits: [embeddings], ...batch }) => {
      if (embeddings !== undefined) await writer.write({ ...batch, embeddings });
    },
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

function textWriter(format: Exclude<Format, "npy">, sink: Sink): LayersWriter {
  if (format === "table") return tableWriter(sink, screenWidth(process.stdout));
  return jsonLayersWriter(format === "jsonl" ? jsonLines(sink) : jsonList(sink));
}
