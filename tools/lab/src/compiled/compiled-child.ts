import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { answerRequests, openPlainSession, residentMemory, runtimeWith, summarize } from "@nestvec/bench/measuring";
import { Tokenizer } from "@huggingface/tokenizers";
import { loadModel } from "@nestvec/runtime-node";
import type { CompiledFigures, CompiledTask } from "./compiled-task.ts";

/** A task's texts to vectors, the whole way. */
type Embed = (task: CompiledTask) => Promise<readonly Float32Array[]>;

/** As programs do that know ONNX Runtime alone: its memory arena on, its threads spinning, and the library's tokenizer. */
async function embedPlainly({ model, layer, threads }: CompiledTask): Promise<Embed> {
  const [json, config] = await Promise.all(["tokenizer.json", "tokenizer_config.json"].map((name) => readFile(join(model, name), "utf8")));
  const tokenizer = new Tokenizer(JSON.parse(json ?? "") as object, JSON.parse(config ?? "") as object);
  const session = await openPlainSession({ model, layer }, runtimeWith({ arena: true, spinning: true }, threads));
  return ({ texts }) => session.run(texts.map((text) => Int32Array.from(tokenizer.encode(text).ids)));
}

/** As by default, but for the number of threads. */
async function embedByDefault({ model, threads }: CompiledTask): Promise<Embed> {
  const embedder = await loadModel(model, { threads });
  return async ({ texts, layer }) => (await embedder.embed(texts, { layer })).vectors;
}

let embed: Promise<Embed> | undefined;

answerRequests<CompiledTask>(async () => ({
  hello: { node: process.version },
  async answer(task) {
    const began = performance.now();
    embed ??= task.way === "nestvec" ? embedByDefault(task) : embedPlainly(task);
    const run = await embed;
    const vectors = await run(task);
    const milliseconds = [performance.now() - began];
    for (let time = 0; time < task.times; time++) {
      const started = performance.now();
      await run(task);
      milliseconds.push(performance.now() - started);
    }
    // Where more than one run is asked for, the first one only warms up.
    const counted = task.times === 0 ? milliseconds : milliseconds.slice(1);
    return {
      milliseconds: summarize(counted).median,
      memory: await residentMemory(),
      vector: Array.from(vectors[0] ?? []),
    } satisfies CompiledFigures;
  },
}));
