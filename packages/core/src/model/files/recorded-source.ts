import type { FileSource } from "../../runtime/runtime.ts";

/** A source that records which of its files are read. */
export interface RecordedSource extends FileSource {
  /** The paths of the files that were read whole. */
  readonly paths: ReadonlySet<string>;
}

/** @see RecordedSource */
export function recordedSource(source: FileSource): RecordedSource {
  const paths = new Set<string>();
  return {
    ...source,
    paths,
    async read(path) {
      paths.add(path);
      return source.read(path);
    },
  };
}
