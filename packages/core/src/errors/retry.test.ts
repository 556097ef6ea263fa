import { expect, test } from "vitest";
import { NestvecError } from "./nestvec-error.ts";

const worker = "child process";
const reason = "SIGKILL";

test.each([
  [
    new NestvecError("OVERLOADED", { retryAfterMilliseconds: 250, waitingTexts: 1, waitingTokens: 9, limit: { texts: 1, tokens: 9 } }),
    true,
    250,
  ],
  [new NestvecError("DEADLINE_EXCEEDED", { what: "embedding", deadlineMilliseconds: 5, unfinishedTexts: 1 }), true, undefined],
  [new NestvecError("WORKER_DIED", { worker, reason, isReplaced: true }), true, undefined],
  [new NestvecError("WORKER_DIED", { worker, reason, retryAfterMilliseconds: 9 }), true, 9],
  [new NestvecError("WORKER_DIED", { worker, reason }), false, undefined],
  [new NestvecError("ABORTED", { what: "embedding" }), false, undefined],
  [new NestvecError("TEXT_TOO_LONG", { text: 0, tokens: 9, limit: 8 }), false, undefined],
])("%s", (error, retryable, retryAfterMilliseconds) => {
  expect(error).toMatchObject({ retryable, retryAfterMilliseconds });
});
