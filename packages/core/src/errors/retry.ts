import type { ErrorDetails } from "./error-details.ts";

/** Whether the same call may succeed later, and when at the earliest. */
export interface Retry {
  readonly retryable: boolean;
  /** Where that is known. */
  readonly retryAfterMilliseconds?: number;
}

/** The kinds of failure that pass by themselves. Of all others the cause must be mended first. */
const passing: { readonly [Code in keyof ErrorDetails]?: (details: ErrorDetails[Code]) => Retry } = {
  OVERLOADED: ({ retryAfterMilliseconds }) => ({ retryable: true, retryAfterMilliseconds }),
  HUB_UNREACHABLE: ({ retryAfterMilliseconds }) => ({
    retryable: true,
    ...(retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds }),
  }),
  DEADLINE_EXCEEDED: () => ({ retryable: true }),
  WORKER_DIED: ({ isReplaced = false, retryAfterMilliseconds }) =>
    retryAfterMilliseconds === undefined ? { retryable: isReplaced } : { retryable: true, retryAfterMilliseconds },
};

/** @see Retry */
export function retryOf<Code extends keyof ErrorDetails>(code: Code, details: ErrorDetails[Code]): Retry {
  return passing[code]?.(details) ?? { retryable: false };
}
