import { readFile } from "node:fs/promises";
import { answerRequests } from "../children/answer-requests.ts";
import { packVectors, type ArmHello, type ArmRun, type ArmTask, type NodeArm, type RunRequest, type TextsRequest } from "./arm-protocol.ts";
import type { OpenArm } from "./open-arm.ts";

// One arm in a process of its own. Each loads nothing of the others.
const open: Readonly<Record<NodeArm, (task: ArmTask) => Promise<OpenArm>>> = {
  nestvec: async (task) => (await import("./nestvec-arm.ts")).openNestvec(task),
  plain: async (task) => (await import("./plain-arm.ts")).openPlain(task),
  "transformers.js": async (task) => (await import("./transformers-js-arm.ts")).openTransformersJs(task),
  "fastembed-js": async (task) => (await import("./fastembed-js-arm.ts")).openFastembedJs(task),
};

answerRequests<TextsRequest | RunRequest>(async () => {
  const task = JSON.parse(process.argv[2] ?? "") as ArmTask;
  const { embed, ...hello } = await open[task.arm as NodeArm](task);
  let texts: readonly string[] = [];
  return {
    hello: hello satisfies ArmHello,
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
      const run: ArmRun = { milliseconds, cpuMilliseconds: (user + system) / 1000, peakBytes: await peakBytes() };
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
