import type { Interruption } from "./interruption.ts";

/** What every command is handed. */
export interface Context {
  readonly interruption: Interruption;
  /** Where a command says that it ended well but found something wrong. */
  exitWith(code: number): void;
}
