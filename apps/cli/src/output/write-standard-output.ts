/** Writes to standard output. Over when the system has taken all of it; returns the error if it did not. */
export function writeStandardOutput(content: string | Uint8Array): Promise<Error | undefined> {
  return new Promise((resolve) => {
    process.stdout.write(content, (error) => resolve(error ?? undefined));
  });
}

/** True for the error of writing to a pipe that nobody reads any more, as after `| head`. */
export function isReaderGone(error: Error): boolean {
  return "code" in error && error.code === "EPIPE";
}
