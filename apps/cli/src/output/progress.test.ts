import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { duration, startProgress } from "./progress.ts";

function screen(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly shown: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 }) as unknown as NodeJS.WriteStream;
  let shown = "";
  stream.on("data", (data: Buffer) => (shown += data.toString()));
  return { stream, shown: () => shown };
}

test("a terminal shows a bar with share, count, rate and time left, and it is gone at the end", () => {
  const { stream, shown } = screen(true);
  const progress = startProgress({ stream, totalBytes: 1000, delayMilliseconds: 0 });
  progress.update({ bytes: 250, texts: 1234 });
  expect(shown()).toMatch(/█+░+ 25% \| 1,234 texts \| [\d.]+ texts\/s \| 0s left/);
  progress.stop();
  // "Clear this line".
  expect(shown().endsWith("\u001B[2K")).toBe(true);
});

test("without a known end there is a count and a rate", () => {
  const { stream, shown } = screen(true);
  const progress = startProgress({ stream, totalBytes: undefined, delayMilliseconds: 0 });
  progress.update({ bytes: 250, texts: 12 });
  progress.stop();
  expect(shown()).toMatch(/12 texts \| [\d.]+ texts\/s/);
  expect(shown()).not.toContain("left");
});

test("nothing is shown where no terminal is, or when the work is short", () => {
  const pipe = screen(false);
  const short = screen(true);
  for (const [stream, delayMilliseconds] of [
    [pipe.stream, 0],
    [short.stream, 1_000_000],
  ] as const) {
    const progress = startProgress({ stream, totalBytes: 10, delayMilliseconds });
    progress.update({ bytes: 5, texts: 1 });
    progress.stop();
  }
  expect(pipe.shown()).toBe("");
  expect(short.shown()).toBe("");
});

test("times are said as people say them", () => {
  expect([0.4, 59.4, 59.6, 125, 12_000].map(duration)).toEqual(["0s", "59s", "1m 00s", "2m 05s", "3h 20m"]);
});
