import { NestvecError, type ErrorCode } from "@nestvec/core";
import { ListProblem } from "../input/list-problem.ts";

/** What went wrong, for the user to read. */
export interface Problem {
  /** What is wrong, a sentence. */
  readonly what: string;
  /** What to do, a sentence. */
  readonly advice: string;
  /** What the library said, where it says more. */
  readonly details?: string;
}

const again = "Try again; if it stays so, reload the page.";

/** The errors that a user of the page can do something about. */
const known: Partial<Record<ErrorCode, Problem>> = {
  FILE_NOT_READABLE: {
    what: "The download broke off.",
    advice: "Check the network, then try again: it goes on where it stopped.",
  },
  FILE_DIGEST_MISMATCH: {
    what: "A file that came is not the one that was published, so it was neither used nor kept.",
    advice: "Try again. If it stays so, the copy on this server is damaged: tell whoever runs it.",
  },
  FILE_MISSING: {
    what: "A file of the model is not on this server.",
    advice: "Tell whoever runs it: the folder “model” must be copied in whole.",
  },
  MODEL_NOT_FOUND: {
    what: "The model is not on this server, or the network is down.",
    advice: "Check the network, then try again. If it stays so, tell whoever runs this page: the folder “model” must lie beside it.",
  },
  MEMORY_EXCEEDED: { what: "There is not enough memory for this exit.", advice: "Choose a shallower layer, or close other tabs." },
  WORKER_DIED: {
    what: "The part of the page that embeds was ended, perhaps for want of memory.",
    advice: "Close other tabs, then try again.",
  },
  PLATFORM_UNSUPPORTED: { what: "This browser cannot run the model.", advice: "Take a current Firefox, Chrome, Edge or Safari." },
  SESSION_FAILED: { what: "The model could not be run.", advice: "Reload the page; if it stays so, take another browser." },
};

/** An error, in words. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ListProblem) return { what: error.message, advice: error.advice };
  const details = error instanceof Error ? error.message : String(error);
  const words = NestvecError.is(error) ? known[error.code] : undefined;
  return { ...(words ?? { what: "Something went wrong.", advice: again }), details };
}
