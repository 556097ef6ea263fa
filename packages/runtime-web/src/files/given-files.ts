import { type FileSource, invalidArgument, messageOf, NestvecError } from "@nestvec/core";
import { hasTag } from "../platform/web-platform.ts";

/** A file as a page has it. Texts are kept as UTF-8. */
export type GivenFile = Uint8Array | ArrayBuffer | Blob | string;

/** A model's files as a page has them: by path, or as a folder that the user chose or dropped. */
export type GivenFiles = Readonly<Record<string, GivenFile>> | ArrayLike<File>;

/**
 * Files by path, with forward slashes. Of a folder that was chosen, its own name is left out.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function filesByPath(files: GivenFiles): ReadonlyMap<string, Blob> {
  const entries = isList(files) ? pathsIn(Array.from(files)) : Object.entries(files);
  return new Map(entries.map(([path, file]) => [path, blobOf(path, file)]));
}

const isList = (files: GivenFiles): files is ArrayLike<File> =>
  typeof files.length === "number" && Array.from(files as ArrayLike<unknown>).every((file) => hasTag(file, "File"));

function pathsIn(files: readonly File[]): [string, File][] {
  const paths = files.map((file) => file.webkitRelativePath || file.name);
  const [first = ""] = paths;
  const top = first.slice(0, first.indexOf("/") + 1);
  const isShared = top !== "" && paths.every((path) => path.startsWith(top));
  return files.map((file, place) => [(paths[place] ?? "").slice(isShared ? top.length : 0), file]);
}

const isBlob = (value: unknown): value is Blob => hasTag(value, "Blob") || hasTag(value, "File");
const isArrayBuffer = (value: unknown): value is ArrayBuffer => hasTag(value, "ArrayBuffer");
const isUint8Array = (value: unknown): value is Uint8Array => hasTag(value, "Uint8Array");

function blobOf(path: string, file: unknown): Blob {
  if (isBlob(file)) return file;
  if (typeof file === "string" || isArrayBuffer(file)) return new Blob([file]);
  if (isUint8Array(file)) return new Blob([file.slice()]);
  const expected = "the file's bytes, as a Uint8Array, ArrayBuffer, Blob or File, or its text";
  throw invalidArgument(`model["${path}"]`, file, expected);
}

/** Files that a page has, as a source. @throws NestvecError from its functions: FILE_MISSING, FILE_NOT_READABLE */
export function givenSource(files: ReadonlyMap<string, Blob>): FileSource {
  const name = "the files that were given";
  async function read(path: string, start: number, end?: number): Promise<Uint8Array> {
    const file = files.get(path);
    if (file === undefined) throw new NestvecError("FILE_MISSING", { file: path, where: name });
    try {
      return new Uint8Array(await file.slice(start, end).arrayBuffer());
    } catch (cause) {
      // A file on disk that was changed since it was chosen cannot be read any more.
      throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: messageOf(cause) }, { cause });
    }
  }
  return {
    name,
    size: async (path) => files.get(path)?.size,
    read: (path) => read(path, 0),
    readSlice: (path, start, end) => read(path, start, end),
    list: async () => [...files.keys()],
  };
}
