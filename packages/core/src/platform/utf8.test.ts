import { expect, test } from "vitest";
import { decodeUtf8, decodeUtf8Loosely, encodeUtf8 } from "./utf8.ts";

test("text survives the way to bytes and back", () => {
  const text = "Grüße, 世界 🌍\nline two";
  expect(decodeUtf8(encodeUtf8(text), "a.txt")).toBe(text);
});

test("a byte order mark is not part of the text", () => {
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), "a.txt")).toBe("a");
});

test("bytes that are not UTF-8 are refused with their line", () => {
  const bytes = Uint8Array.of(0x61, 0x0a, 0x62, 0x0a, 0xff, 0x0a);
  expect(() => decodeUtf8(bytes, "a.txt")).toThrow(expect.objectContaining({ code: "FILE_NOT_UTF8", details: { file: "a.txt", line: 3 } }));
});

test("a character cut off at the end is refused on the last line", () => {
  expect(() => decodeUtf8(Uint8Array.of(0x0a, 0xe4, 0xb8), "a.txt")).toThrow(
    expect.objectContaining({ details: { file: "a.txt", line: 2 } }),
  );
});

test("loosely, what is not UTF-8 is replaced", () => {
  expect(decodeUtf8Loosely(Uint8Array.of(0x61, 0xff, 0x62))).toBe("a\uFFFDb");
});
