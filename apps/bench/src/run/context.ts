/** What a command is given of its surroundings. */
export interface Context {
  /** Where results go: standard output. */
  readonly print: (text: string) => void;
  /** Where it is said what is being done: standard error, and nowhere if that is no terminal. */
  readonly note: (text: string) => void;
  /** Stops the work: children end, and what was measured by then is told. Its `reason` is the caller's. */
  readonly signal: AbortSignal;
  /** Sets another exit code than 0. */
  readonly exitWith: (code: number) => void;
}
