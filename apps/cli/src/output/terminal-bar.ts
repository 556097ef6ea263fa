import cliProgress, { type SingleBar } from "cli-progress";

/** The bar of all commands: one line that goes when the work is done. */
export const terminalBar = (stream: NodeJS.WriteStream, format: string): SingleBar =>
  new cliProgress.SingleBar({
    format,
    stream,
    clearOnComplete: true,
    // Ctrl-C is handled in one place, for everything; and a process that is killed must not leave the terminal in another mode.
    gracefulExit: false,
    linewrap: null,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
  });
