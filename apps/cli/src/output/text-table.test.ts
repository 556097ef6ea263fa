import fc from "fast-check";
import { expect, test } from "vitest";
import { oneLine, textTable } from "./text-table.ts";

test("columns are aligned, titles ruled off, and no line ends in spaces", () => {
  const table = textTable(
    [{ title: "layer", align: "right" }, { title: "name" }],
    [
      ["2", "two"],
      ["10", "ten\nand more"],
    ],
  );
  expect(table).toBe(["layer  name", "───────────────", "    2  two", "   10  ten", "       and more", ""].join("\n"));
});

test("what is wider than its column is cut with an ellipsis", () => {
  expect(textTable([{ title: "text", width: 6 }], [["a long text"]], { head: false })).toBe("a lon…\n");
});

test("a text from a file cannot steer the terminal", () => {
  expect(oneLine("a\tb\r\nc \u001B[31mred\u202E right", 80)).toBe("a b c  [31mred  right");
});

test("a text is one line of at most the width, whole characters only", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const line = oneLine(text, width);
      expect(Array.from(line).length).toBeLessThanOrEqual(width);
      // oxlint-disable-next-line no-control-regex
      expect(line).not.toMatch(/[\u0000-\u001F\u007F]/);
      // No half of a surrogate pair.
      expect(Buffer.from(line).toString()).toBe(line);
    }),
  );
  expect(oneLine("a".repeat(10_000_000), 10)).toBe("aaaaaaaaa…");
});
