import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { filesByPath, type GivenFile } from "./given-files.ts";

const elsewhere = (expression: string): GivenFile => runInNewContext(expression) as GivenFile;

test("a file's bytes may be of this realm or of another", async () => {
  const given = {
    bytes: Uint8Array.of(97),
    buffer: Uint8Array.of(97).buffer,
    blob: new Blob(["a"]),
    text: "a",
    frameBytes: elsewhere("Uint8Array.of(97)"),
    frameBuffer: elsewhere("Uint8Array.of(97).buffer"),
  };
  for (const [path, blob] of filesByPath(given)) expect(await blob.text(), path).toBe("a");
});

test("what is no file's bytes is refused", () => {
  expect(() => filesByPath({ "a.json": 1 as unknown as string })).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }) as Error);
});
