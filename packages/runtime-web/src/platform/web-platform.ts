/** Milliseconds since the page or worker began. */
export const clock = (): number => performance.now();

/**
 * Calls back once, so many milliseconds later, or with 0 in the next turn of the event loop; returns what calls it off. Turns go over a
 * message channel, since browsers let timers that start one another wait for 4 ms or, in pages that are not seen, for a second.
 */
export function after(milliseconds: number, callback: () => void): () => void {
  if (milliseconds > 0) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  }
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    callback();
  });
  port1.start();
  port2.postMessage(undefined);
  return () => port1.close();
}

/**
 * Whether a value is what its tag says: a `File`, a `URL`. Not by its class, since what comes from a frame or a test runner's context is of
 * another realm.
 */
export const hasTag = (value: unknown, tag: string): boolean => Object.prototype.toString.call(value) === `[object ${tag}]`;

/**
 * The sha256 of some bytes, in lower-case hexadecimal. Pages that did not come over https have no Web Crypto: there, a small library
 * does it.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto;
  // Absent on pages without https, whatever the types say.
  if ((subtle as SubtleCrypto | undefined) !== undefined) return hexadecimal(new Uint8Array(await subtle.digest("SHA-256", plain(bytes))));
  const { sha256: digest } = await import("@noble/hashes/sha2.js");
  return hexadecimal(digest(bytes));
}

/** Web Crypto takes no shared memory. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  isOwnMemory(bytes.buffer) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes.slice();

const isOwnMemory = (buffer: ArrayBufferLike): buffer is ArrayBuffer => hasTag(buffer, "ArrayBuffer");

const hexadecimal = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
