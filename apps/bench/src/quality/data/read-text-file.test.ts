import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linesOf, readTextFile } from "./read-text-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: string | Uint8Array): Promise<string> {
  const file = join(folder, "text");
  await writeFile(file, bytes);
  return file;
}

test("a gzipped file reads as the text in it, and a byte order mark is no part of it", async () => {
  const text = "é\r\n\t日本\n";
  expect(await readTextFile(await written(text))).toBe(text);
  expect(await readTextFile(await written(gzipSync(`\uFEFF${text}`)))).toBe(text);
});

test("what cannot be read is refused in the words of the system or of zlib", async () => {
  await expect(readTextFile(join(folder, "none"))).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    details: { problem: "no such file or directory" },
  });
  await expect(readTextFile(folder)).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    details: { problem: "illegal operation on a directory" },
  });
  const half = gzipSync("a text that is not there to its end").subarray(0, 20);
  await expect(readTextFile(await written(half))).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    details: { problem: "unexpected end of file" },
  });
});

test("bytes that are not UTF-8 are refused with their line", async () => {
  const file = await written(Buffer.concat([Buffer.from("é\nfine\n"), Buffer.from([0xe9, 0x0a])]));
  await expect(readTextFile(file)).rejects.toMatchObject({ code: "FILE_NOT_UTF8", details: { file, line: 3 } });
});

test("lines end with LF or CRLF, the last one also with the text", () => {
  expect(linesOf("a\r\nb\n\nc")).toEqual(["a", "b", "", "c"]);
  expect(linesOf("a\n")).toEqual(["a"]);
  expect(linesOf("")).toEqual([]);
});
