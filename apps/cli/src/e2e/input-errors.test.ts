import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { builtProgram, cleanEnvironment, objectsOf, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

async function fails(
  args: readonly string[],
  input?: string | Uint8Array,
): Promise<{ readonly code: number | null; readonly message: string }> {
  const { code, stdout, stderr } = await runCli(args, input === undefined ? {} : { input });
  expect(stdout).toBe("");
  // One line, whatever happened.
  expect(stderr).toMatch(/^nestvec: [^\n]+\n$/);
  return { code, message: stderr };
}

test.each([
  ["a layer that is not there", ["--layer", "5"], 2, "no layer 5; it has layers 2, 3, 4, 6"],
  ["a dimension that is not there", ["--dimension", "100"], 2, "no dimension 100; it has dimensions 384, 256, 128, 64, 32"],
  ["a prompt that is not there", ["--prompt", "review"], 2, 'no prompt "review"'],
  ["more tokens than the model takes", ["--max-tokens", "1000"], 2, "256"],
  ["a model that is not there", ["--model", "./no-such-model"], 66, 'No model at "./no-such-model"'],
  ["a name on a model hub", ["--model", "BAAI/bge-small-en-v1.5"], 66, "Download it with nestvec pull BAAI/bge-small-en-v1.5"],
])("%s ends with its own exit code and sentence", async (_name, args, code, sentence) => {
  const failure = await fails(["embed", "a text", ...args]);
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(sentence);
});

test("a bad cut is refused before any input is read", async () => {
  expect(await fails(["embed", "--layer", "5"], "")).toMatchObject({ code: 2 });
});

test("a folder without a model is an error that says what was looked for", async () => {
  const { code, message } = await fails(["info", "--model", folder.path()]);
  expect(code).toBe(66);
  expect(message).toContain("looked for");
});

test.each(["layer-2/model.onnx", "tokenizer.json"])("a model with a broken %s ends with 78", async (name) => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  const path = name === "tokenizer.json" ? folder.path("model", name) : folder.path("model", "onnx", name);
  await writeFile(path, '{"cut": "sho');
  const { code, message } = await fails(["embed", "a", "--layer", "2", "--model", folder.path("model")]);
  expect(code).toBe(78);
  expect(message).toContain(name);
});

test("a file that is not there, or a folder, ends with 66", async () => {
  expect(await fails(["embed", "--file", folder.path("none.txt")])).toEqual({
    code: 66,
    message: `nestvec: The file "${folder.path("none.txt")}" cannot be read: no such file or directory.\n`,
  });
  expect((await fails(["search", "a", "--file", folder.path()])).message).toContain("it is a folder");
});

test("bytes that are not UTF-8 end with 65 and their line, and leave no output", async () => {
  await writeFile(folder.path("latin1.txt"), Buffer.from("fine\ncaf\xe9\n", "latin1"));
  const { code, message } = await fails(["embed", "--file", folder.path("latin1.txt"), "--output", folder.path("out.jsonl")]);
  expect(code).toBe(65);
  expect(message).toMatch(/latin1\.txt" is not UTF-8 text at line 2/);
  expect(await readdir(folder.path())).toEqual(["latin1.txt"]);
});

test("a bad line of JSON Lines ends with 65, its line and the field", async () => {
  await writeFile(folder.path("bad.jsonl"), '{"text":"a"}\n{"title":"b"}\n');
  const { code, message } = await fails(["embed", "--file", folder.path("bad.jsonl"), "--output", folder.path("out.npy")]);
  expect(code).toBe(65);
  expect(message).toMatch(/bad\.jsonl", line 2: found no "text"; it must be an object with a text in "text"/);
  expect(await readdir(folder.path())).toEqual(["bad.jsonl"]);
});

test("a line of 10 MB is cut and marked, or refused with its number", async () => {
  await writeFile(folder.path("long.txt"), `short\n${"many words ".repeat(1_000_000)}\nlast\n`);
  const { code, stdout, stderr } = await runCli(["embed", "--file", folder.path("long.txt"), "--layer", "2", "--dimension", "32"]);
  expect(code).toBe(0);
  const sentence = "1 of 3 texts were longer than the limit and truncated; --truncate none refuses such texts.";
  expect(stderr).toMatch(new RegExp(`^nestvec: embedded 3 texts in [^\\n]+"\\. ${sentence}\\n$`));
  expect(objectsOf(stdout).map(({ tokens, truncated }) => [tokens, truncated])).toEqual([
    [3, false],
    [256, true],
    [3, false],
  ]);
  const output = folder.path("out.jsonl");
  const refused = await fails(["embed", "--file", folder.path("long.txt"), "--truncate", "none", "--output", output]);
  expect(refused.code).toBe(65);
  expect(refused.message).toContain(`The file "${folder.path("long.txt")}", line 2: the text has `);
  expect(refused.message).toMatch(/has [\d,]+ tokens in its first [\d,]+ characters alone; the limit is 256\. /);
  expect(await readdir(folder.path())).toEqual(["long.txt"]);
});

test("a text too long is told by its line, of lines, of JSON Lines and in a search", async () => {
  const lines = Array.from({ length: 200 }, (_, index) => (index === 150 ? "word ".repeat(400) : "short"));
  await writeFile(folder.path("lines.txt"), lines.join("\n"));
  const args = ["--truncate", "none", "--layer", "2", "--output", folder.path("out.npy"), "--file", folder.path("lines.txt")];
  const { code, message } = await fails(["embed", ...args]);
  expect(code).toBe(65);
  const sentence = "line 151: the text has 402 tokens; the limit is 256. Shorten it";
  expect(message).toContain(`nestvec: The file "${folder.path("lines.txt")}", ${sentence}`);
  const records = lines.map((text) => JSON.stringify({ text })).join("\n\n");
  await writeFile(folder.path("lines.jsonl"), records);
  const limit = ["--truncate", "none", "--layer", "2", "--file"];
  // What came before is printed as it came.
  const tokenized = await runCli(["tokenize", "--truncate", "none"], { input: lines.join("\n") });
  expect(tokenized.stderr).toContain(`nestvec: The file "standard input", ${sentence}`);
  for (const command of [
    ["embed", "--output", folder.path("out.npy")],
    ["search", "short"],
  ]) {
    const { message: told } = await fails([...command, ...limit, folder.path("lines.jsonl")]);
    expect(told).toContain(`lines.jsonl", line 301: the text has 402 tokens`);
  }
});

test("of arguments, the one that is too long is told; in a search, the query", async () => {
  const long = "word ".repeat(400);
  const limit = ["--truncate", "none", "--layer", "2"];
  expect((await fails(["embed", "a", long, ...limit])).message).toContain("nestvec: Argument 2: the text has 402 tokens");
  expect((await fails(["similarity", "a", long, ...limit])).message).toContain("nestvec: Argument 2: the text has 402 tokens");
  expect((await fails(["search", long, ...limit], "a")).message).toContain("nestvec: The query: the text has 402 tokens");
});

test("more threads than can be meant are refused", async () => {
  const { code, message } = await fails(["embed", "a", "--threads", "100000"]);
  expect(code).toBe(2);
  expect(message).toMatch(/^nestvec: "threads" is 100000; it must be a whole number from 1 to \d+[^\n]*\n$/);
});

test("an output that cannot be written ends with 73 before any work", async () => {
  await writeFile(folder.path("file"), "");
  const inFile = await fails(["embed", "a", "--output", folder.path("file", "out.jsonl")]);
  expect(inFile).toEqual({ code: 73, message: expect.stringContaining("cannot be written: not a directory") as string });
  expect((await fails(["embed", "a", "--output", folder.path()])).message).toContain("it is a folder");
  expect(await fails(["embed", "a", "--output", folder.path("none", "out.jsonl")])).toMatchObject({ code: 73 });
});

// Permissions do not hold root back.
test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("a read-only folder ends with 73", async () => {
  await mkdir(folder.path("locked"));
  await chmod(folder.path("locked"), 0o555);
  const failure = await fails(["embed", "a", "--output", folder.path("locked", "out.jsonl")]);
  expect(failure).toEqual({ code: 73, message: expect.stringContaining("permission denied") as string });
});

test.runIf(process.platform === "linux")("a place where nobody can write, not even root, ends with 73", async () => {
  expect(await fails(["embed", "a", "--output", "/proc/out.jsonl"])).toMatchObject({ code: 73 });
});

test.runIf(process.platform === "linux")("a full disk behind --output or standard output ends with 73", async () => {
  expect(await fails(["embed", "a", "--model", tinyModel, "--output", "/dev/full"])).toMatchObject({ code: 73 });
  const command = `"${process.execPath}" "${builtProgram()}" embed a --model "${tinyModel}" > /dev/full`;
  const { status, stderr } = spawnSync("sh", ["-c", command], { env: cleanEnvironment(), encoding: "utf8" });
  expect(status).toBe(73);
  expect(stderr).toContain('"standard output" cannot be written: no space left on device');
});

test("--verbose adds where an error came from", async () => {
  const { code, stderr } = await runCli(["embed", "a", "--layer", "5", "--verbose"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/\n {4}at /);
});
