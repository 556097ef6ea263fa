import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBanking77 } from "./banking77.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(train: string, testing = "text,category\nWhen?,card_arrival\n"): Promise<void> {
  await writeFile(join(folder, "train.csv"), train);
  await writeFile(join(folder, "test.csv"), testing);
}

test("quotes, commas and line ends within a text", async () => {
  await write('text,category\r\n"Is it ""lost"", or late?\n\nTell me",card_arrival\r\n\r\nMy PIN,change_pin\nanother end of line,other');
  expect(await readBanking77(folder)).toEqual({
    train: [
      { text: 'Is it "lost", or late?\n\nTell me', label: "card_arrival" },
      { text: "My PIN", label: "change_pin" },
      { text: "another end of line", label: "other" },
    ],
    test: [{ text: "When?", label: "card_arrival" }],
  });
});

test.each([
  ["", 1, 'the columns ""'],
  ["question,intent\na,b\n", 1, 'the columns "question,intent"'],
  ["text,category\n", 1, "no row after it"],
  ["text,category\na,b\nc\n", 3, "Invalid Record Length: expect 2, got 1 on line 3"],
  ['text,category\na,b\n"c,d\n', 3, "Quote Not Closed: the parsing is finished with an opening quote at line 3"],
  ["text,category\na,b\n ,d\n", 3, "an empty text or category"],
  ['text,category\n"a\nb",\n', 3, "an empty text or category"],
])("%j is refused with its line", async (train, line, found) => {
  await write(train);
  const file = join(folder, "train.csv");
  await expect(readBanking77(folder)).rejects.toMatchObject({ code: "LINE_INVALID", details: { file, line, found } });
});

test("both files must be there", async () => {
  await write("text,category\na,b\n");
  await rm(join(folder, "test.csv"));
  await expect(readBanking77(folder)).rejects.toMatchObject({ code: "FILE_NOT_READABLE", details: { file: join(folder, "test.csv") } });
});
