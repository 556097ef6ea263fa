import type { KeptFile } from "./kept-file.ts";
import { ConnectionError } from "./request.ts";

/** How an answer is taken in. */
export interface Reception {
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
 * @throws ConnectionError where it ends too early: what came by then is kept; the signal's reason
 */
export async function receive(response: Response, reception: Reception): Promise<Uint8Array<ArrayBuffer>> {
  const { beginning, total, kept, onBytes, signal } = reception;
  let bytes = new Uint8Array(Math.max(total ?? 0, beginning.length));
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
        const larger = new Uint8Array(Math.max(2 * bytes.length, filled + chunk.value.length));
        larger.set(bytes.subarray(0, filled));
        bytes = larger;
      }
      bytes.set(chunk.value, filled);
      filled += chunk.value.length;
      onBytes(filled);
      if (filled - inParts >= partBytes) await keep();
    }
  } catch (cause) {
    await keep();
    signal?.throwIfAborted();
    throw new ConnectionError("the connection broke", { cause });
  }
  await keep();
  if (total !== undefined && filled < total) throw new ConnectionError(`the connection ended after ${filled} of ${total} bytes`);
  return filled === bytes.length ? bytes : bytes.slice(0, filled);
}
