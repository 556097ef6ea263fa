import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { NestvecError } from "@nestvec/core";
import { systemProblem } from "../process/system-problem.ts";

/** Bytes that come in, in chunks, from a file or from standard input. */
export interface Input {
  /** What to call it in a message. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes in all, where that is known beforehand. */
  readonly bytes: number | undefined;
}

/** Looks at a file, or takes standard input for `-`. Nothing is opened before the first chunk is asked for. @throws NestvecError FILE_NOT_READABLE; its chunks also ABORTED */
export async function openInput(path: string, signal: AbortSignal): Promise<Input> {
  if (path === "-") return { name: "standard input", chunks: chunksOf(() => process.stdin, "standard input", signal), bytes: undefined };
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: "it is a folder" });
    await access(path, constants.R_OK);
    return { name: path, chunks: chunksOf(() => createReadStream(path), path, signal), bytes: status.isFile() ? status.size : undefined };
  } catch (error) {
    throw notReadable(path, error);
  }
}

/** The chunks of a stream. An abort ends the wait for the next one, which on a quiet pipe might never come. */
async function* chunksOf(open: () => Readable, name: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* addAbortSignal(signal, open());
  } catch (error) {
    throw signal.aborted ? new NestvecError("ABORTED", { what: "reading" }, { cause: signal.reason }) : notReadable(name, error);
  }
}

function notReadable(file: string, cause: unknown): NestvecError {
  return NestvecError.is(cause) ? cause : new NestvecError("FILE_NOT_READABLE", { file, problem: systemProblem(cause) }, { cause });
}
