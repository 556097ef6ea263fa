import { readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { expect, test, vi } from "vitest";
import { finished, runCli, startCli } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const source = fileURLToPath(new URL("tiny-modernbert-source", referenceModels));

test("a model is compiled, and embeds", async () => {
  const out = folder.path("compiled");
  const { code, stdout, stderr } = await runCli(["compile", source, "--out", out, "--layers", "2,6", "--weights", "int8", "--verify"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^layers +2, 6$/m);
  expect(stdout).toMatch(/^pooling +mean, from 1_Pooling\/config\.json$/m);
  expect(stdout).toMatch(/^long texts +from 513 tokens on, by graphs of their own$/m);
  expect(stdout).toMatch(
    /^weights +int8, 0\.\d MB in place of 1\.\d; against float32:\n +layer 2: numbers differ by up to 0\.0\d+, least cosine 0\.99\d+$/m,
  );
  expect(stdout).toMatch(/^verified +no: there are no published graphs beside the weights$/m);
  const embedded = await runCli(["embed", "hello", "--model", out, "--layer", "2"]);
  expect(embedded).toMatchObject({ code: 0, stdout: expect.stringContaining(`"layer":2,"dimension":64`) });
  expect(await runCli(["verify", out])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^layer 6 +golden vectors +golden\.json +right$/m),
  });
  const measured = await runCli(["bench", "--model", out, "--only", "latency", "--tokens", "16", "--rounds", "1", "--seconds", "20"]);
  expect(measured).toMatchObject({ code: 0, stdout: expect.not.stringContaining("not run") });
  const again = await runCli(["compile", source, "--out", out]);
  expect(again).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("nothing is written over") });
});

test("what cannot be compiled is an error of one line, and nothing is written", async () => {
  const missing = await runCli(["compile", folder.path(), "--out", folder.path("out")]);
  expect(missing).toMatchObject({ code: 78, stdout: "", stderr: expect.stringMatching(/^nestvec: .*\n$/) });
  expect(await readdir(folder.path())).toEqual([]);
});

// Windows has no signals: there, the process would be ended without a word.
test.skipIf(process.platform === "win32")("Ctrl-C leaves nothing", async () => {
  const child = startCli(["compile", source, "--out", folder.path("out")]);
  const end = finished(child);
  // Files are written beside the model's place, and golden vectors take a while.
  await vi.waitFor(async () => expect(await readdir(folder.path())).not.toEqual([]), { timeout: 30_000, interval: 20 });
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stdout: "" });
  expect(await readdir(folder.path())).toEqual([]);
});

/** Texts to quantize by: enough, and few, so that the search is short. */
async function textsFile(): Promise<string> {
  const path = folder.path("texts.txt");
  await writeFile(path, Array.from({ length: 24 }, (_, index) => `${index} dolls are in a doll of ${index % 5} layers`).join("\n"));
  return path;
}

// Of 64 channels, each counts for much: the bound that large models reach is not one for it.
const int8 = ["--compute", "int8", "--min-cosine", "0.95", "--layers", "2,6"];

test("a model whose products are in int8 says so in its report and in info, and gives the same vectors again", async () => {
  const out = folder.path("int8");
  const parameters = [...int8, "--texts", await textsFile(), "--weights", "float16", "--verify"];
  const { code, stdout, stderr } = await runCli(["compile", source, "--out", out, ...parameters]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^layers +2, 6$/m);
  expect(stdout).toMatch(/^weights +\d\.?\d* MB in place of \d\.?\d*, embedding tables in float16$/m);
  expect(stdout).toMatch(
    /^int8 +\d+ input channels of each product in float32.*\n +of 24 texts, cosine to float32 at least (?:0\.9|1\.0)\d+, 1st percentile (?:0\.9|1\.0)\d+, mean (?:0\.9|1\.0)\d+$/m,
  );
  expect(stdout).toMatch(/^verified +no: there are no published graphs beside the weights$/m);
  const info = await runCli(["info", "--model", out]);
  expect(info).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Its products are in int8: of 24 texts, the least cosine to float32 is "),
  });
  const embed = ["embed", "hello", "a longer text of two dolls", "--model", out, "--layers", "2,6", "--quiet"];
  const [once, again] = [await runCli(embed), await runCli(embed)];
  expect(once.code).toBe(0);
  expect(once.stdout).toMatch(/"layer":2,.*"space":"[^"]+\/int8"/);
  expect(again.stdout).toBe(once.stdout);
  expect(await runCli(["verify", out])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^layer 6 +golden vectors +golden\.json +right$/m),
  });
});

test("a model that does not come near enough in int8 is refused with the reason, and nothing is written", async () => {
  const parameters = [...int8.with(3, "0.9999999"), "--texts", await textsFile()];
  const { code, stdout, stderr } = await runCli(["compile", source, "--out", folder.path("out"), ...parameters]);
  expect({ code, stdout }).toEqual({ code: 78, stdout: "" });
  expect(stderr).toMatch(/^nestvec: .*least cosine of 0\.\d+ and a mean of 0\.\d+, where 0\.9999999 was asked for.*\n$/);
  expect(await readdir(folder.path())).toEqual(["texts.txt"]);
});

test.skipIf(process.platform === "win32")("Ctrl-C while a form in int8 is searched leaves nothing", async () => {
  const child = startCli(["compile", source, "--out", folder.path("out"), ...int8.with(3, "0.9999999"), "--texts", await textsFile()]);
  const end = finished(child);
  await vi.waitFor(async () => expect(await readdir(folder.path())).not.toEqual(["texts.txt"]), { timeout: 30_000, interval: 20 });
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stdout: "" });
  expect(await readdir(folder.path())).toEqual(["texts.txt"]);
});

test("a compiled model is served, and a cascade over HTTP goes on from its first exit", async () => {
  const out = folder.path("served");
  expect((await runCli(["compile", source, "--out", out, "--layers", "2,6"])).code).toBe(0);
  const child = startCli([
    "serve",
    "--model",
    `mine=${out}`,
    "--port",
    "0",
    "--prometheus-port",
    "0",
    "--threads",
    "1",
    "--state-bytes",
    "1000000",
  ]);
  const ended = finished(child);
  const listening = await new Promise<Readonly<Record<"url" | "metrics", string>>>((resolve) => {
    let printed = "";
    child.stdout.on("data", (data: Buffer) => {
      printed += data.toString();
      const [url, metrics] = ["url", "metrics"].map((name) => new RegExp(`"${name}":"(http[^"]+)"`).exec(printed)?.[1]);
      if (url !== undefined && metrics !== undefined) resolve({ url, metrics });
    });
  });
  while ((await fetch(`${listening.url}/readyz`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  const body = { query: "dolls", texts: ["one doll", "two dolls", "a train", "a boat"], cascade: [{ layer: 2, keep: 2 }, { layer: 6 }] };
  const answer = await fetch(`${listening.url}/nestvec/search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(await answer.json()).toMatchObject({
    layer: 6,
    cascade: [
      { computed: 4, resumed: 0 },
      { computed: 0, resumed: 2 },
    ],
  });
  const metrics = await fetch(listening.metrics).then((response) => response.text());
  expect(metrics).toContain('nestvec_cascade_texts_total{model="mine",layer="6",from="resumed"} 2');
  expect(metrics).toMatch(/^nestvec_state_bytes{model="mine"} \d+$/m);
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0 });
});
