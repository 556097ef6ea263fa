import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { answerRequests, residentMemory } from "@nestvec/bench/measuring";
import { loadModel } from "@nestvec/runtime-node";
import { randomLcg } from "d3-random";
import type { TokenizerFigures, TokenizerTask } from "./tokenizer-task.ts";

/** Tokens of a line. */
const lineTokens = 16;

// One start of a tokenizer, in a process that has loaded the code with another model, and does nothing else.
answerRequests<TokenizerTask>(async () => ({
  hello: { node: process.version },
  async answer({ model, compiled, bytes }) {
    const other = await loadModel("nestvec-mini", { isolation: "none" });
    await other.tokenize(["the first text"]);
    await other.dispose();
    collectGarbage();
    const before = await residentMemory();
    const cpu = process.cpuUsage();
    const started = performance.now();
    await using embedder = await loadModel(model, { isolation: "none", tokenizerCache: compiled });
    await embedder.tokenize(["the first text"]);
    const milliseconds = performance.now() - started;
    const cpuMilliseconds = sumOf(process.cpuUsage(cpu));
    const after = await residentMemory();

    const { vocabularySize, notes } = await embedder.info();
    const random = randomLcg(5);
    const lines: string[] = [];
    for (let size = 0; size < bytes;) {
      // The most frequent pieces have the lowest ids: this is how often words stand in texts.
      const ids = Array.from({ length: lineTokens }, () => Math.floor(vocabularySize ** random()));
      const [line = ""] = await embedder.decode([ids]);
      lines.push(line);
      size += Buffer.byteLength(line);
    }
    const total = Buffer.byteLength(lines.join(""));
    const cpuOfText = process.cpuUsage();
    const rows = await embedder.tokenize(lines);
    const textMilliseconds = (sumOf(process.cpuUsage(cpuOfText)) * 100_000) / total;
    const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
    const ofForm = notes.filter((note) => note.includes("compiled form"));
    return { milliseconds, cpuMilliseconds, before, after, textMilliseconds, tokens, notes: ofForm } satisfies TokenizerFigures;
  },
}));

/** What a model that is gone has left is none of the next one's. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

const sumOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
