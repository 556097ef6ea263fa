import type { Digest } from "../../platform/platform.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { onceByKey } from "./once-by-key.ts";

/** A source that remembers what it was asked for until `forget`. */
export interface RememberingSource extends FileSource {
  /** Frees what is remembered; later questions go to the source. */
  forget(): void;
}

/**
 * The same files, of which sizes are asked for and JSON is read once: while a model is opened, a tokenizer of many megabytes is wanted both as text and
 * for its digest. Graphs are wanted once and not kept.
 */
export function readOnce(source: FileSource): RememberingSource {
  const { locate, list, outside } = source;

  let remembered: Pick<FileSource, "read" | "size"> | undefined = {
    read: onceByKey((path: string) => source.read(path)),
    size: onceByKey((path: string) => source.size(path)),
  };
  return {
    name: source.name,
    size: (path) => (remembered ?? source).size(path),
    read: (path) => (path.endsWith(".json") ? (remembered ?? source) : source).read(path),
    readSlice: (path, start, end) => source.readSlice(path, start, end),
    ...(locate === undefined ? {} : { locate: (path: string) => locate.call(source, path) }),
    ...(list === undefined ? {} : { list: () => list.call(source) }),
    ...(outside === undefined ? {} : { outside: (path: string) => outside.call(source, path) }),
    forget: () => void (remembered = undefined),
  };
}

/** The same digest, taken once of the same bytes, as a `RememberingSource` gives them. */
export function digestOnce(digest: Digest): Digest {
  const known = new WeakMap<Uint8Array, Promise<string>>();
  return (bytes) => {
    const before = known.get(bytes) ?? digest(bytes);
    known.set(bytes, before);
    return before;
  };
}
