import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { builtFile } from "../children/built-file.ts";
import { readResults } from "../compare/read-results.ts";

/** A folder that is gone after the test. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the built command, in a folder of its own. */
function bench(folder: string, ...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [builtFile("main.js"), ...parameters], { encoding: "utf8", cwd: folder });
}

const small = ["--layers", "2", "--tokens", "16", "--rounds", "2", "--seconds", "20", "--threads", "1"];

test(
  "what is measured is printed, written as JSON and drawn as HTML; compared with itself it is the same",
  { timeout: 240_000 },
  async () => {
    const folder = ownFolder();
    const { status, stdout, stderr } = bench(folder, ...small, "--only", "latency", "resources", "--json", "a.json", "--html", "a.html");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^# nestvec-mini$/m);
    expect(stdout).toMatch(/^## Latency/m);
    const results = await readResults(join(folder, "a.json"));
    expect(results.settings).toEqual({ seed: 1, threads: 1 });
    const [model] = results.models;
    expect(model).toMatchObject({
      name: "nestvec-mini",
      layers: [2],
      dimensions: [384, 256, 128, 64, 32],
      sharedSpace: true,
      throughput: [],
    });
    expect(model?.latency.map(({ layer, tokens, batch, provider }) => [layer, tokens, batch, provider])).toEqual([[2, 16, 1, "cpu"]]);
    expect(model?.resources.map(({ layer }) => layer)).toEqual([2]);
    expect(readFileSync(join(folder, "a.html"), "utf8")).toContain("<svg");
    const compared = bench(folder, "compare", "a.json", "a.json", "--fail-over", "1");
    expect(compared.status).toBe(0);
    expect(compared.stdout).toContain("within the spread");
  },
);

test("one's own pairs give a table that plan() reads, and texts of one's own are timed", { timeout: 240_000 }, async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, "pairs.tsv"), "a cat\ta kitten\t5\na cat\ta bond market\t0\nrain\tsnow\t3\nrain\ttax\t1\n");
  writeFileSync(join(folder, "texts.jsonl"), `{"body":"a cat"}\n{"body":"rain and snow"}\n`);
  const data = ["--data", "pairs.tsv", "texts.jsonl", "--field", "body"];
  const { status, stderr } = bench(folder, ...small, "--only", "workloads", "quality", ...data, "--json", "a.json");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const [model] = (await readResults(join(folder, "a.json"))).models;
  expect(model?.quality[0]?.name).toBe("pairs_spearman");
  expect(model?.workloads).toHaveLength(1);
  expect(model?.workloads[0]).toMatchObject({ texts: 2, layer: 2 });
  expect(model?.workloads[0]?.variants.map(({ name }) => name)).toEqual(["nestvec", "the binding's way"]);
});

test("Ctrl-C ends it, and what was measured by then is printed and written", { timeout: 240_000 }, async () => {
  const folder = ownFolder();
  const parameters = ["--only", "peak", "latency", "--rounds", "500", "--seconds", "600", "--json", "a.json"];
  const child = spawn(process.execPath, [builtFile("main.js"), ...parameters], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  await new Promise((resolve) => setTimeout(resolve, 3000));
  child.kill("SIGINT");
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(1);
  expect(printed).toContain("stopped");
  expect((await readResults(join(folder, "a.json"))).flags.map(({ part, kind }) => [part, kind])).toContainEqual(["latency", "not run"]);
});

test.each([
  ["a model that is not there", ["--model", "nowhere"], /nowhere/],
  ["a layer that the model has not", ["--layers", "5"], /5.*2, 3, 4/s],
  ["a part that is none", ["--only", "speed"], /peak, latency, throughput/],
  ["no number of rounds", ["--rounds", "many"], /whole number/],
  ["no list of lengths", ["--tokens", "16,,x"], /such as 2,6/],
  ["a file of another kind", ["--data", "texts.pdf"], /texts\.pdf.*\.jsonl.*\.tsv/s],
  ["a file that is not there", ["--data", "texts.jsonl"], /texts\.jsonl/],
  ["a folder that is not there", ["--json", "nowhere/a.json"], /nowhere\/a\.json/],
  ["a table of nothing", ["--write-table"], /--stsb, --banking77 or --data pairs\.tsv/],
  ["a table of a sample", ["--write-table", "--limit", "5", "--stsb", "."], /without it/],
  ["quality without a set", ["--only", "quality"], /a set to measure by/],
  ["a word that is no command", ["frobnicate"], /frobnicate|too many arguments/],
])("%s is refused before anything is measured, with what would be right", (_what, parameters, message) => {
  const { status, stdout, stderr } = bench(ownFolder(), ...parameters);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr, "a sentence, not a stack").not.toMatch(/\n\s+at /);
});

test("what is compared must be results", () => {
  const folder = ownFolder();
  writeFileSync(join(folder, "a.json"), "{}");
  const { status, stderr } = bench(folder, "compare", "a.json", "b.json");
  expect(status).toBe(2);
  expect(stderr).toMatch(/a\.json/);
  expect(existsSync(join(folder, "b.json"))).toBe(false);
});
