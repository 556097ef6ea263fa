import { expect, test } from "vitest";
import { memorySource } from "./memory-source.ts";

const source = memorySource({ "a/text.json": "{}é", "bytes.bin": Uint8Array.of(1, 2, 3, 4) }, "a test");

test("sizes are in bytes", async () => {
  expect(await source.size("a/text.json")).toBe(4);
  expect(await source.size("bytes.bin")).toBe(4);
  expect(await source.size("a")).toBeUndefined();
});

test("reads whole files, texts as UTF-8, and slices, which end with the file", async () => {
  expect(await source.read("bytes.bin")).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(await source.read("a/text.json")).toEqual(Uint8Array.of(0x7b, 0x7d, 0xc3, 0xa9));
  expect(await source.readSlice("bytes.bin", 2, 100)).toEqual(Uint8Array.of(3, 4));
});

test("lists all paths", async () => {
  expect(await source.list?.()).toEqual(["a/text.json", "bytes.bin"]);
});

test("a file that is not there is an error that names the place", async () => {
  const missing = { code: "FILE_MISSING", details: { file: "no.bin", where: "a test" } };
  await expect(source.read("no.bin")).rejects.toMatchObject(missing);
  await expect(source.readSlice("no.bin", 0, 1)).rejects.toMatchObject(missing);
});
