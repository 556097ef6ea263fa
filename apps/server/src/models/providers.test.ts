import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { post, serveForThisTest } from "../testing/serve-for-test.ts";

test("a provider that cannot run gives way to the processor: a line of the log says why, and the metrics count it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-provider-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "card.mjs");
  await writeFile(file, `export const executionProvider = { obstacle: async () => "there is no card", sessionOption: () => "cpu" };`);
  const server = await serveForThisTest({ provider: [file, "cpu"] });
  for (let call = 0; call < 2; call++) expect((await post(`${server.url}/embed`, { inputs: ["one", "two"], layer: 2 })).status).toBe(200);
  const lines = server.logged.filter((line) => line.includes("in place of card: there is no card"));
  expect(lines).toHaveLength(1);
  const metrics = await fetch(server.metricsUrl ?? "").then((response) => response.text());
  expect(metrics).toMatch(/^nestvec_provider_inputs_total{model="nestvec-mini",provider="cpu"} \d+$/m);
});
