import { text, type Reader } from "../config/config-readers.ts";
import { configInvalid } from "../config/config-value.ts";
import { decodeUtf8Loosely, encodeUtf8 } from "../platform/utf8.ts";
import { clusterEnd } from "./grapheme.ts";

/**
 * Reads the table of a `Precompiled` normalizer, SentencePiece's `precompiled_charsmap`: in base64, the length of a trie in bytes, the trie
 * (a double array of darts-clone, by bytes of UTF-8), and the texts that it points into, each up to a NUL.
 * @throws NestvecError CONFIG_INVALID
 */
export const readCharsmap: Reader<(given: string) => string> = (at) => {
  const base64 = text(at);
  const expected = "the base64 text of a SentencePiece character map";
  if (base64.length > mostCharacters)
    throw configInvalid(at, `${expected}, of at most ${mostCharacters} characters`, `one of ${base64.length}`);
  const bytes = bytesOfBase64(base64);
  if (bytes === undefined || bytes.length < 8) throw configInvalid(at, expected, "a text that is none");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const trieBytes = view.getUint32(0, true);
  if (trieBytes === 0 || trieBytes % 4 !== 0 || trieBytes > bytes.length - 4)
    throw configInvalid(at, expected, `one whose trie has ${trieBytes} of ${bytes.length} bytes`);
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, unit) => view.getUint32(4 + unit * 4, true));
  const texts = bytes.subarray(4 + trieBytes);
  if (longestOf(texts) > mostBytesOfText)
    throw configInvalid(at, expected, `one that puts more than ${mostBytesOfText} bytes in place of a few`);
  return normalizerOf(trie, texts);
};

// SentencePiece's own map, nmt_nfkc, has 300,000 characters, and puts at most 33 bytes in place of one character.
const mostCharacters = 2 ** 23;
const mostBytesOfText = 256;

/** The longest of some texts that end with a NUL each, in bytes. */
function longestOf(texts: Uint8Array): number {
  let longest = 0;
  for (let start = 0; start < texts.length;) {
    const nul = texts.indexOf(0, start);
    const end = nul < 0 ? texts.length : nul;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

/** `atob`, which Node, browsers, Deno and Bun all have as a global. */
const { atob } = globalThis as unknown as { readonly atob: (base64: string) => string };

function bytesOfBase64(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Clusters of so many bytes of UTF-8 are looked up as a whole, longer ones character by character: a rule of the crate `spm_precompiled`. */
const wholeClusterBytes = 5;

/** Normalizes as the crate `spm_precompiled` does. */
function normalizerOf(trie: Uint32Array, texts: Uint8Array): (given: string) => string {
  const ofCharacter = new Map<number, string | undefined>();

  /** What stands for a text: what the shortest of its beginnings in the trie leads to. */
  function found(part: string): string | undefined {
    const bytes = encodeUtf8(part);
    let unit = trie[0] ?? 0;
    let node = offsetOf(unit);
    for (const byte of bytes) {
      if (byte === 0) return undefined;
      node ^= byte;
      unit = trie[node] ?? 0;
      if ((unit & 0x80_00_00_ff) !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit & 0x1_00) !== 0) return textAt(texts, (trie[node] ?? 0) & 0x7f_ff_ff_ff);
    }
    return undefined;
  }

  function ofCode(code: number): string | undefined {
    if (ofCharacter.has(code)) return ofCharacter.get(code);
    const normal = found(String.fromCodePoint(code));
    ofCharacter.set(code, normal);
    return normal;
  }

  return (given) => {
    let normal = "";
    // What is left as it is goes over in one part.
    let kept = 0;
    const put = (start: number, end: number, replacement: string): void => {
      normal += given.slice(kept, start) + replacement;
      kept = end;
    };
    for (let start = 0, end = 0; start < given.length; start = end) {
      end = clusterEnd(given, start);
      const cluster = isShortCluster(given, start, end) ? found(given.slice(start, end)) : undefined;
      if (cluster !== undefined) {
        put(start, end, cluster);
        continue;
      }
      for (let index = start; index < end;) {
        const code = given.codePointAt(index) ?? 0;
        const next = index + (code > 0xff_ff ? 2 : 1);
        const replacement = ofCode(code);
        if (replacement !== undefined) put(index, next, replacement);
        index = next;
      }
    }
    return normal + given.slice(kept);
  };
}

/** A darts-clone unit's distance to its children. */
const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x2_00) >>> 6);

function textAt(texts: Uint8Array, start: number): string {
  const end = texts.indexOf(0, start);
  return decodeUtf8Loosely(texts.subarray(start, end < 0 ? texts.length : end));
}

/** Whether a cluster has more than one character, and few enough bytes of UTF-8 to be looked up as a whole. */
function isShortCluster(given: string, start: number, end: number): boolean {
  // No character has fewer bytes than units.
  if (end - start > wholeClusterBytes) return false;
  const first = given.codePointAt(start) ?? 0;
  if (end - start === (first > 0xff_ff ? 2 : 1)) return false;
  return encodeUtf8(given.slice(start, end)).length <= wholeClusterBytes;
}
