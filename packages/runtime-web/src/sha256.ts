import { hasTag } from "./has-tag.ts";

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
