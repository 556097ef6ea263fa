/** Where output goes, in order. Each write is over when the system has taken the bytes, so that a slow reader slows the work. */
export interface Sink {
  /** @throws NestvecError FILE_NOT_WRITABLE, ABORTED (the reader has gone) */
  write(content: string | Uint8Array): Promise<void>;
}

/** A file that comes into being only when it is complete. */
export interface FileSink extends Sink {
  /** Writes over bytes that were written before. Only on regular files. @throws NestvecError FILE_NOT_WRITABLE */
  overwrite(position: number, content: Uint8Array): Promise<void>;
  /** Gives the complete file its name. @throws NestvecError FILE_NOT_WRITABLE */
  finish(): Promise<void>;
  /** Takes away the older file of this name, before this one is complete. @throws NestvecError FILE_NOT_WRITABLE */
  removeOlder(): Promise<void>;
  /** Takes away what was written. Does nothing after `finish`. */
  discard(): Promise<void>;
}
