import type { Embedder } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { randomLcg } from "d3-random";
import { answerRequests } from "../children/answer-requests.ts";
import { residentMemory } from "../machine/resident-memory.ts";
import { randomIds } from "../workload/random-texts.ts";
import type { MemoryAnswer, ResourcesRequest, ResourcesTask } from "./resources-request.ts";

const task = JSON.parse(process.argv[2] ?? "") as ResourcesTask;
/** Tokens of a text that is embedded for its memory, if the model takes so many. */
const tokens = 128;

// One exit of one model, in a process that does nothing else.
answerRequests<ResourcesRequest>(async () => ({
  hello: { node: process.version },
  async answer({ want }) {
    const embedder = await loadModel(task.model, { threads: task.threads, isolation: "none" });
    if (want === "memory") return memoryOf(embedder);
    await embedder.embed(["where is the night train to the river"], { layer: task.layer });
    return {};
  },
}));

async function memoryOf(embedder: Embedder): Promise<MemoryAnswer> {
  const { layer, seed } = task;
  const { vocabularySize, maxTokens } = await embedder.info();
  const random = randomLcg(seed);
  const loaded = await residentMemory();
  await embedder.embed([randomIds(3, vocabularySize, random)], { layer });
  const opened = await residentMemory();
  const ids = randomIds(Math.min(tokens, maxTokens), vocabularySize, random);
  for (let round = 0; round < 3; round++) await embedder.embed([ids], { layer });
  return { loaded, opened, used: await residentMemory() };
}
