import { readFile } from "node:fs/promises";
import { answerRequests } from "../children/answer-requests.ts";
import {
  packVectors,
  type VariantHello,
  type VariantRun,
  type VariantTask,
  type NodeVariant,
  type RunRequest,
  type TextsRequest,
} from "./variant-protocol.ts";
import type { OpenVariant } from "./open-variant.ts";

// One variant in a process of its own. Each loads nothing of the others.
const open: Readonly<Record<NodeVariant, (task: VariantTask) => Promise<OpenVariant>>> = {
  nestvec: async (task) => (await import("./nestvec.ts")).openNestvec(task),
  plain: async (task) => (await import("./plain.ts")).openPlain(task),
  "transformers.js": async (task) => (await import("./transformers-js.ts")).openTransformersJs(task),
  "fastembed-js": async (task) => (await import("./fastembed-js.ts")).openFastembedJs(task),
};

answerRequests<TextsRequest | RunRequest>(async () => {
  const task = JSON.parse(process.argv[2] ?? "") as VariantTask;
  const { embed, ...hello } = await open[task.variant as NodeVariant](task);
  let texts: readonly string[] = [];
  return {
    hello: hello satisfies VariantHello,
    async answer(request) {
      if ("texts" in request) {
        texts = request.texts;
        return { texts: texts.length };
      }
      const cpu = process.cpuUsage();
      const started = performance.now();
      const vectors = await embed(texts);
      const milliseconds = performance.now() - started;
      const { user, system } = process.cpuUsage(cpu);
      const run: VariantRun = { milliseconds, cpuMilliseconds: (user + system) / 1000, peakBytes: await peakBytes() };
      return request.vectors ? { ...run, vectors: packVectors(vectors) } : run;
    },
  };
});

/** The most that was ever resident. Linux's own figure of a process's usage begins with what its parent had. */
async function peakBytes(): Promise<number> {
  const status = process.platform === "linux" ? await readFile("/proc/self/status", "utf8").catch(() => "") : "";
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Number(kibibytes) * 1024;
}
