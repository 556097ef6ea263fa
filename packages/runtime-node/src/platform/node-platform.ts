import { createHash } from "node:crypto";

/** Milliseconds since the process began. */
export const clock = (): number => performance.now();

/**
 * Calls back once, so many milliseconds later, or with 0 in the next turn of the event loop; returns what calls it off. A wait for longer
 * than 0 does not keep the process alive.
 */
export function after(milliseconds: number, callback: () => void): () => void {
  if (milliseconds <= 0) {
    const turn = setImmediate(callback);
    return () => clearImmediate(turn);
  }
  const timer = setTimeout(callback, milliseconds).unref();
  return () => clearTimeout(timer);
}

/** The sha256 of some bytes, in lower-case hexadecimal. */
export const sha256 = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");
