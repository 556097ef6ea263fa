import { expect, test } from "vitest";
import { contentRange, retryAfterMilliseconds } from "./http-headers.ts";

test.each([
  ["bytes 100-199/1000", { start: 100, total: 1000 }],
  ["bytes 0-0/*", { start: 0, total: undefined }],
  ["bytes */1000", undefined],
  ["items 0-1/2", undefined],
  ["", undefined],
  [null, undefined],
])("Content-Range: %s", (header, range) => {
  expect(contentRange(header)).toEqual(range);
});

test.each([
  ["7", 7000],
  ["0", 0],
  ["Wed, 21 Oct 2026 07:28:05 GMT", 5000],
  ["Wed, 21 Oct 2026 07:27:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("Retry-After: %s", (header, milliseconds) => {
  expect(retryAfterMilliseconds(header, Date.parse("Wed, 21 Oct 2026 07:28:00 GMT"))).toBe(milliseconds);
});
