import { expect, test } from "vitest";
import type { FileSource } from "../../runtime/runtime.ts";
import { memorySource } from "./memory-source.ts";
import { readOnce } from "./read-once.ts";

function counting(files: Record<string, string>): { readonly source: FileSource; readonly reads: string[] } {
  const reads: string[] = [];
  const memory = memorySource(files, "a test");
  const read = (path: string): Promise<Uint8Array> => {
    reads.push(path);
    return memory.read(path);
  };
  return { source: { ...memory, read, locate: (path) => `/${path}` }, reads };
}

test("JSON is read once until it is forgotten, and graphs are not kept", async () => {
  const { source, reads } = counting({ "a.json": "{}", "b.onnx": "graph" });
  const remembering = readOnce(source);
  const [first, second] = await Promise.all([remembering.read("a.json"), remembering.read("a.json")]);
  expect(second).toBe(first);
  await remembering.read("b.onnx");
  await remembering.read("b.onnx");
  expect(reads).toEqual(["a.json", "b.onnx", "b.onnx"]);
  remembering.forget();
  expect(await remembering.read("a.json")).toEqual(first);
  await remembering.read("a.json");
  expect(reads).toEqual(["a.json", "b.onnx", "b.onnx", "a.json", "a.json"]);
});

test("sizes are asked for once until they are forgotten", async () => {
  const { source } = counting({ "a.json": "{}" });
  const asked: string[] = [];
  const size = (path: string): Promise<number | undefined> => {
    asked.push(path);
    return source.size(path);
  };
  const remembering = readOnce({ ...source, size });
  expect(await Promise.all([remembering.size("a.json"), remembering.size("a.json"), remembering.size("b")])).toEqual([2, 2, undefined]);
  expect(asked).toEqual(["a.json", "b"]);
  remembering.forget();
  await remembering.size("a.json");
  expect(asked).toEqual(["a.json", "b", "a.json"]);
});

test("is the source in all else", async () => {
  const remembering = readOnce(counting({ "a.json": "{}" }).source);
  expect(remembering.name).toBe("a test");
  expect(await remembering.size("a.json")).toBe(2);
  expect(await remembering.size("b.json")).toBeUndefined();
  expect(await remembering.readSlice("a.json", 1, 2)).toEqual(Uint8Array.of(0x7d));
  expect(remembering.locate?.("a.json")).toBe("/a.json");
  expect(readOnce(memorySource({})).locate).toBeUndefined();
  expect(await remembering.list?.()).toEqual(["a.json"]);
  await expect(remembering.read("b.json")).rejects.toMatchObject({ code: "FILE_MISSING" });
});
