import { expect, test } from "vitest";
import { firstPresent, readConfig, readConfigFile } from "./config-file.ts";
import { text } from "./config-readers.ts";
import { memorySource } from "../model/files/memory-source.ts";

test("a file that is not there is undefined", async () => {
  expect(await readConfigFile(memorySource({}), "config.json")).toBeUndefined();
  expect(await readConfig(memorySource({}), "config.json", text)).toBeUndefined();
  expect(await readConfig(memorySource({}), undefined, text)).toBeUndefined();
});

test("JSON is read, with a byte order mark or without", async () => {
  const source = memorySource({ "a.json": '"abc"', "b.json": '\uFEFF"abc"' });
  expect(await readConfig(source, "a.json", text)).toBe("abc");
  expect(await readConfig(source, "b.json", text)).toBe("abc");
});

test.each([
  ["", "empty"],
  ["  \n", "empty"],
  ['{"a": 1', "not JSON, or cut short"],
  ["{a: 1}", "not JSON, or cut short"],
])("%j is refused", async (content, found) => {
  const refusal = { code: "CONFIG_INVALID", details: { file: "config.json", key: "", found, expected: "JSON" } };
  await expect(readConfigFile(memorySource({ "config.json": content }), "config.json")).rejects.toMatchObject(refusal);
});

test("a file that is not UTF-8 is refused, with the line", async () => {
  const source = memorySource({ "config.json": Uint8Array.of(0x7b, 0x0a, 0x22, 0xe4, 0x22) });
  await expect(readConfigFile(source, "config.json")).rejects.toMatchObject({
    code: "FILE_NOT_UTF8",
    details: { file: "config.json", line: 2 },
  });
});

test("the first path that is there", async () => {
  const source = memorySource({ b: "", c: "" });
  expect(await firstPresent(source, ["a", "b", "c"])).toBe("b");
  expect(await firstPresent(source, ["a"])).toBeUndefined();
});
