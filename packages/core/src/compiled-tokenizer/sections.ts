import { decodeUtf8, encodeUtf8 } from "../platform/utf8.ts";
import type { Digest } from "../platform/platform.ts";

/** Numbers of a file, by their names. */
export type Sections = Readonly<Record<string, Int32Array | Uint16Array | Float64Array>>;

/** The content of a file of sections. */
export interface SectionFile {
  /** Plain data of any shape. */
  readonly header: unknown;
  /** Views of the file's own bytes. */
  readonly sections: Sections;
}

/** Stands at the start of a file, in the byte order of the machine that wrote it: sections have the same order. */
const magic = 0x4b_4f_54_4e;

/** The version of the layout and of all that is put into it. A file of another version is not read. */
export const formatVersion = 1;

// Of the start: the magic number, the version, the sha256 of all that follows, in hexadecimal, and the bytes of the list of contents.
const digestAt = 8;
const digestEnd = 72;
const contentsAt = 76;

type Kind = "int32" | "uint16" | "float64";

interface Contents {
  readonly header: unknown;
  readonly sections: readonly { readonly name: string; readonly kind: Kind; readonly start: number; readonly length: number }[];
}

const aligned = (position: number): number => Math.ceil(position / 8) * 8;
const kindOf = (numbers: Sections[string]): Kind =>
  numbers.BYTES_PER_ELEMENT === 8 ? "float64" : numbers.BYTES_PER_ELEMENT === 4 ? "int32" : "uint16";

/** Writes plain data and numbers as one file. */
export async function writeSections({ header, sections }: SectionFile, digest: Digest): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  const listed = Object.entries(sections).map(([name, numbers]) => {
    const start = bytes;
    bytes += aligned(numbers.byteLength);
    return { name, kind: kindOf(numbers), start, length: numbers.length };
  });
  const contents = encodeUtf8(JSON.stringify({ header, sections: listed } satisfies Contents));
  const first = aligned(contentsAt + contents.length);
  const file = new Uint8Array(first + bytes);
  new Int32Array(file.buffer, 0, 2).set([magic, formatVersion]);
  new Int32Array(file.buffer, digestEnd, 1).set([contents.length]);
  file.set(contents, contentsAt);
  for (const { name, start } of listed) {
    const { buffer, byteOffset, byteLength } = sections[name] ?? new Int32Array();
    file.set(new Uint8Array(buffer, byteOffset, byteLength), first + start);
  }
  file.set(encodeUtf8(await digest(file.subarray(digestEnd))), digestAt);
  return file;
}

/** Whether a file is whole, as this version of this machine writes them. */
export async function isWhole(file: ArrayBufferLike, digest: Digest): Promise<boolean> {
  if (file.byteLength < contentsAt) return false;
  const [kind, version] = new Int32Array(file, 0, 2);
  if (kind !== magic || version !== formatVersion) return false;
  const stated = String.fromCharCode(...new Uint8Array(file, digestAt, digestEnd - digestAt));
  return stated === (await digest(new Uint8Array(file, digestEnd)));
}

/** Opens a file that is whole. Nothing but its list of contents is read; a `SharedArrayBuffer` is as good as another. */
export function openSections(file: ArrayBufferLike): SectionFile {
  const bytes = new Int32Array(file, digestEnd, 1)[0] ?? 0;
  // Decoders refuse shared memory.
  const contents = JSON.parse(decodeUtf8(new Uint8Array(file, contentsAt, bytes).slice(), "compiled tokenizer")) as Contents;
  const first = aligned(contentsAt + bytes);
  const sections = contents.sections.map(({ name, kind, start, length }) => [name, viewOf(kind, file, first + start, length)] as const);
  return { header: contents.header, sections: Object.fromEntries(sections) };
}

function viewOf(kind: Kind, file: ArrayBufferLike, start: number, length: number): Sections[string] {
  if (kind === "int32") return new Int32Array(file, start, length);
  return kind === "uint16" ? new Uint16Array(file, start, length) : new Float64Array(file, start, length);
}
