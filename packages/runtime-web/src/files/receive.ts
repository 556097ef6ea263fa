import { NestvecError } from "@nestvec/core";
import type { KeptFile } from "./kept-file.ts";
import { ConnectionError } from "./request.ts";

/** How an answer is taken in. */
export interface Reception {
  readonly path: string;
  /** What is here already. */
  readonly beginning: Uint8Array;
  /** Bytes that there will be in the end, where that is known. */
  readonly total: number | undefined;
  /** The place of the next part. */
  readonly firstPart: number;
  readonly kept: KeptFile;
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** Small enough that little is lost with a closed tab, large enough that a gigabyte is a few hundred. */
const partBytes = 4 * 2 ** 20;

/**
 * Takes in the rest of a file, keeping it in parts as it comes.
 * @throws ConnectionError where it ends too early: what came by then is kept; NestvecError FILE_NOT_READABLE where there is no memory for it; the
 * signal's reason
 */
export async function receive(response: Response, reception: Reception): Promise<Uint8Array<ArrayBuffer>> {
  const { beginning, total, kept, onBytes, signal } = reception;
  let bytes = room(reception.path, Math.max(total ?? 0, beginning.length));
  bytes.set(beginning);
  let filled = beginning.length;
  let inParts = filled;
  let part = reception.firstPart;

  async function keep(): Promise<void> {
    if (filled === inParts) return;
    await kept.addPart(part, bytes.slice(inParts, filled));
    part += 1;
    inParts = filled;
  }

  onBytes(filled);
  const reader = response.body?.getReader();
  try {
    for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
      if (filled + chunk.value.length > bytes.length) {
        const larger = room(reception.path, Math.max(2 * bytes.length, filled + chunk.value.length));
        larger.set(bytes.subarray(0, filled));
        bytes = larger;
      }
      bytes.set(chunk.value, filled);
      filled += chunk.value.length;
      onBytes(filled);
      if (filled - inParts >= partBytes) await keep();
    }
  } catch (cause) {
    if (NestvecError.is(cause)) throw cause;
    await keep();
    signal?.throwIfAborted();
    throw new ConnectionError("the connection broke", { cause });
  }
  await keep();
  if (total !== undefined && filled < total) throw new ConnectionError(`the connection ended after ${filled} of ${total} bytes`);
  return filled === bytes.length ? bytes : bytes.slice(0, filled);
}

/** Browsers bound how long one piece of memory may be. */
function room(file: string, bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new NestvecError(
      "FILE_NOT_READABLE",
      { file, problem: `the browser has no memory for ${bytes.toLocaleString("en-US")} bytes` },
      { cause },
    );
  }
}
