import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFile } from "./read-file.ts";
import { readTable } from "./read-table.ts";
import { likelyField, mostTexts, textsOf } from "./text-list.ts";

const read = (name: string, content: string): readonly string[] => {
  const table = readTable(name, content);
  return textsOf(table, likelyField(table)).texts;
};

describe("lines", () => {
  test("end in LF, CRLF or CR, and a byte order mark is no text", () => {
    expect(read("a.txt", "\uFEFFone\r\ntwo\nthree")).toEqual(["one", "two", "three"]);
    expect(read("a.txt", "one\rtwo\r")).toEqual(["one", "two"]);
  });

  test("without anything are counted and passed over", () => {
    expect(textsOf(readTable("a.txt", "one\n\n  \ntwo\n"), 0)).toEqual({ name: "a.txt", texts: ["one", "two"], emptyLines: 2, leftOut: 0 });
  });

  test("beyond the bound are counted", () => {
    expect(textsOf(readTable("a.txt", "line\n".repeat(mostTexts + 3)), 0)).toMatchObject({ leftOut: 3 });
  });

  test("come back as they were", () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => text.trim() === text && text !== "" && !/[\r\n\uFEFF]/.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        expect(read("a.txt", lines.join("\n"))).toEqual(lines);
      }),
    );
  });
});

describe("csv", () => {
  test("keeps commas, quotes and line breaks inside quotes", () => {
    const content = 'id,text\n1,"Hello, ""you"""\n2,"two\nlines"\n';
    expect(read("a.csv", content)).toEqual(['Hello, "you"', "two\nlines"]);
  });

  test("may be separated by semicolons or tabs", () => {
    expect(read("a.csv", "nummer;frage\n1;Wo ist mein Paket?\n2;Was kostet es?")).toEqual(["Wo ist mein Paket?", "Was kostet es?"]);
    expect(read("a.tsv", "id\tquestion\n1\tWhere is it?")).toEqual(["Where is it?"]);
  });

  test("offers its columns, also those without a name", () => {
    expect(readTable("a.csv", "id,,note\n1,x,y\n").fields).toEqual(["id", "column 2", "note"]);
  });

  test("of one line is that line", () => {
    expect(read("a.csv", "just one line")).toEqual(["just one line"]);
  });
});

describe("json", () => {
  test("is a list of texts or of objects, or JSON Lines under that name", () => {
    expect(read("a.json", '[\n"one",\n"two"]')).toEqual(["one", "two"]);
    expect(read("a.json", '[{"id":1,"text":"one"},{"id":2,"text":"two"}]')).toEqual(["one", "two"]);
    expect(read("a.json", '{"text":"one"}\n{"text":"two"}')).toEqual(["one", "two"]);
    expect(() => read("a.json", '{"data":["one"]}')).toThrow("a.json holds no list.");
  });
});

describe("a file", () => {
  test.each(["utf-8", "utf-16le", "utf-16be"] as const)("in %s with its mark is read", async (encoding) => {
    const text = "\uFEFFnaïve 🪆\ntwo\n";
    const little = Buffer.from(text, "utf16le");
    const bytes = { "utf-8": Buffer.from(text), "utf-16le": little, "utf-16be": Buffer.from(little).swap16() }[encoding];
    expect(textsOf(await readFile(new File([bytes], "a.txt")), 0).texts).toEqual(["naïve 🪆", "two"]);
  });

  test("with a zero byte is no text", async () => {
    await expect(readFile(new File(["one\0two"], "a.txt"))).rejects.toThrow("a.txt is no text file.");
  });
});

describe("jsonl", () => {
  test("is objects with a field of text, or texts", () => {
    expect(read("a.jsonl", '{"id":1,"text":"one"}\n\n{"id":2,"text":"two"}\n')).toEqual(["one", "two"]);
    expect(read("a.ndjson", '"one"\n"two"')).toEqual(["one", "two"]);
    expect(readTable("a.jsonl", '{"title":"t","abstract":"a longer one"}').fields).toEqual(["title", "abstract"]);
  });

  test.each([
    ['{"text":"one"}\n{"text":', "Line 2 of a.jsonl is no JSON object."],
    ["[1]", "Line 1 of a.jsonl is no JSON object."],
    ['{"id":1}', "No object in a.jsonl has a field of text."],
  ])("%j is refused in words", (content, problem) => {
    expect(() => readTable("a.jsonl", content)).toThrow(problem);
  });
});

test.each(["", "\n \n", "\uFEFF"])("%j holds no text", (content) => {
  expect(() => readTable("a.txt", content)).toThrow("There is no text in a.txt.");
});

test("a file that is not UTF-8, or too large, is refused in words", async () => {
  await expect(readFile(new File([Uint8Array.of(0x80, 0x41)], "a.txt"))).rejects.toThrow("a.txt is not UTF-8 text.");
  await expect(readFile(new File([new Uint8Array(32e6 + 1)], "a.txt"))).rejects.toThrow(
    "a.txt has 32.0 MB; up to 32.0 MB can be read here.",
  );
  expect((await readFile(new File(["grün"], "a.txt"))).columns).toEqual([["grün"]]);
});
