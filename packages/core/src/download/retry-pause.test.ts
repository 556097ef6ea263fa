import { expect, test } from "vitest";
import { ConnectionError } from "./connection-error.ts";
import { retryPause } from "./retry-pause.ts";

const pauses = [250, 1000];

test.each([
  [0, undefined, 250],
  [1, undefined, 1000],
  [2, undefined, undefined],
  [0, 100, 250],
  [0, 300_000, 300_000],
  [0, 300_001, undefined],
  [2, 100, undefined],
])("after %j failures, with a Retry-After of %j ms, the pause is %j ms", (failures, retryAfterMilliseconds, pause) => {
  expect(retryPause(pauses, failures, new ConnectionError("it broke", { retryAfterMilliseconds }))).toBe(pause);
});
