import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFile } from "./read-file.ts";
import { readTable } from "./read-table.ts";
import { likelyField, mostTexts, textsOf } from "./text-list.ts";

const read = async (name: string, content: string): Promise<readonly string[]> => {
  const table = await readTable(name, content);
  return textsOf(table, likelyField(table)).texts;
};

describe("lines", () => {
  test("end in LF, CRLF or CR, and a byte order mark is no text", async () => {
    expect(await read("a.txt", "\uFEFFone\r\ntwo\nthree")).toEqual(["one", "two", "three"]);
    expect(await read("a.txt", "one\rtwo\r")).toEqual(["one", "two"]);
  });

  test("without anything are counted and passed over", async () => {
    expect(textsOf(await readTable("a.txt", "one\n\n  \ntwo\n"), 0)).toEqual({
      name: "a.txt",
      texts: ["one", "two"],
      emptyLines: 2,
      leftOut: 0,
    });
  });

  test("beyond the bound are counted", async () => {
    expect(textsOf(await readTable("a.txt", "line\n".repeat(mostTexts + 3)), 0)).toMatchObject({ leftOut: 3 });
  });

  test("come back as they were", async () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => text.trim() === text && text !== "" && !/[\r\n\uFEFF]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), async (lines) => {
        expect(await read("a.txt", lines.join("\n"))).toEqual(lines);
      }),
    );
  });
});

describe("csv", () => {
  test("keeps commas, quotes and line breaks inside quotes", async () => {
    const content = 'id,text\n1,"Hello, ""you"""\n2,"two\nlines"\n';
    expect(await read("a.csv", content)).toEqual(['Hello, "you"', "two\nlines"]);
  });

  test("may be separated by semicolons or tabs", async () => {
    expect(await read("a.csv", "nummer;frage\n1;Wo ist mein Paket?\n2;Was kostet es?")).toEqual(["Wo ist mein Paket?", "Was kostet es?"]);
    expect(await read("a.tsv", "id\tquestion\n1\tWhere is it?")).toEqual(["Where is it?"]);
  });

  test("offers its columns, also those without a name", async () => {
    expect((await readTable("a.csv", "id,,note\n1,x,y\n")).fields).toEqual(["id", "column 2", "note"]);
  });

  test("of one line is that line", async () => {
    expect(await read("a.csv", "just one line")).toEqual(["just one line"]);
  });
});

describe("json", () => {
  test("is a list of texts or of objects, or JSON Lines under that name", async () => {
    expect(await read("a.json", '[\n"one",\n"two"]')).toEqual(["one", "two"]);
    expect(await read("a.json", '[{"id":1,"text":"one"},{"id":2,"text":"two"}]')).toEqual(["one", "two"]);
    expect(await read("a.json", '{"text":"one"}\n{"text":"two"}')).toEqual(["one", "two"]);
    await expect(read("a.json", '{"data":["one"]}')).rejects.toThrow("a.json holds no list.");
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
  test("is objects with a field of text, or texts", async () => {
    expect(await read("a.jsonl", '{"id":1,"text":"one"}\n\n{"id":2,"text":"two"}\n')).toEqual(["one", "two"]);
    expect(await read("a.ndjson", '"one"\n"two"')).toEqual(["one", "two"]);
    expect((await readTable("a.jsonl", '{"title":"t","abstract":"a longer one"}')).fields).toEqual(["title", "abstract"]);
  });

  test.each([
    ['{"text":"one"}\n{"text":', "Line 2 of a.jsonl is no JSON object."],
    ["[1]", "Line 1 of a.jsonl is no JSON object."],
    ['{"id":1}', "No object in a.jsonl has a field of text."],
  ])("%j is refused in words", async (content, problem) => {
    await expect(readTable("a.jsonl", content)).rejects.toThrow(problem);
  });
});

test.each(["", "\n \n", "\uFEFF"])("%j holds no text", async (content) => {
  await expect(readTable("a.txt", content)).rejects.toThrow("There is no text in a.txt.");
});

test("a file that is not UTF-8, or too large, is refused in words", async () => {
  await expect(readFile(new File([Uint8Array.of(0x80, 0x41)], "a.txt"))).rejects.toThrow("a.txt is not UTF-8 text.");
  await expect(readFile(new File([new Uint8Array(32e6 + 1)], "a.txt"))).rejects.toThrow(
    "a.txt has 32.0 MB; up to 32.0 MB can be read here.",
  );
  expect((await readFile(new File(["grün"], "a.txt"))).columns).toEqual([["grün"]]);
});
