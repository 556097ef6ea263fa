import { createHash } from "node:crypto";

/** Milliseconds since the process began. */
export const clock = (): number => performance.now();

/**
 * Calls back once, so many milliseconds later, or with 0 in the next turn of the event loop; returns what calls it off. A wait for longer
 * than 0 does not keep the process alive.
 * @example
 * ```ts
 * import { after } from "@nestvec/runtime-node";
 *
 * const cancel = after(60_000, () => console.log("never"));
 * cancel();
 * await new Promise<void>((resolve) => void after(0, resolve)); // the next turn of the event loop
 * ```
 */
export function after(milliseconds: number, callback: () => void): () => void {
  if (milliseconds <= 0) {
    const turn = setImmediate(callback);
    return () => clearImmediate(turn);
  }
  const timer = setTimeout(callback, milliseconds).unref();
  return () => clearTimeout(timer);
}

/**
 * The sha256 of some bytes, in lower-case hexadecimal.
 * @example
 * ```ts
 * import { sha256 } from "@nestvec/runtime-node";
 *
 * console.log((await sha256(Buffer.from("nesting dolls"))).length); // → 64
 * ```
 */
export const sha256 = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");
