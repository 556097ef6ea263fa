import { modelFiles, type Session, type Tensor } from "@nestvec/core";
import { directory, nodeRuntime } from "@nestvec/runtime-node";
import { onTestFinished } from "vitest";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The graphs of a compiled model, run one after the other for one row. */
export interface OpenStages {
  /** By layer: the pooled vector of each exit. */
  run(family: "short" | "long", ids: readonly number[]): Promise<ReadonlyMap<number, Float32Array>>;
  /** The names of what all graphs give. */
  outputs(): ReadonlySet<string>;
}

interface StageEntry {
  readonly layer: number;
  readonly short: string;
  readonly long?: string;
}

/** Opens the graphs of both families, without an engine that would choose between them. */
export async function openStages(folder: string): Promise<OpenStages> {
  const { embed, stages } = JSON.parse(await readFile(join(folder, "nestvec.json"), "utf8")) as {
    readonly embed: string;
    readonly stages: readonly StageEntry[];
  };
  const files = modelFiles(directory(folder));
  const runtime = nodeRuntime({ threads: 1 });
  const open = new Map<string, Session>();
  const embeddings = await runtime.open(files, embed);
  open.set(embed, embeddings);
  for (const { short, long } of stages)
    for (const graph of [short, long]) if (graph !== undefined) open.set(graph, await runtime.open(files, graph));
  onTestFinished(() => Promise.all([...open.values()].map((session) => session.dispose())).then(() => undefined));
  return {
    outputs: () => new Set([...open.values()].flatMap((session) => session.outputs.map(({ name }) => name))),
    async run(family, ids) {
      const vectors = new Map<number, Float32Array>();
      const dims = [1, ids.length];
      const ids64: Tensor = { type: "int64", data: BigInt64Array.from(ids, BigInt), dims };
      let state = (await embeddings.run({ input_ids: ids64 }, ["next_hidden_state"]))["next_hidden_state"] as Tensor;
      const mask: Tensor = { type: "int64", data: new BigInt64Array(ids.length).fill(1n), dims };
      for (const stage of stages) {
        const session = open.get(stage[family] ?? "");
        if (session === undefined) return vectors;
        const feeds = Object.fromEntries(session.inputs.map(({ name }) => [name, name === "attention_mask" ? mask : state]));
        const outputs = session.outputs.map(({ name }) => name);
        const result = await session.run(feeds, outputs);
        vectors.set(stage.layer, ((result["projected"] ?? result["pooled"]) as Tensor).data as Float32Array);
        state = result["next_hidden_state"] ?? (result["last_hidden_state"] as Tensor);
      }
      return vectors;
    },
  };
}

/** A row of ids in no order, all of which every vocabulary of the fixtures has. */
export const someIds = (length: number): readonly number[] =>
  Array.from({ length }, (_, index) => 3 + ((index * index * 7 + index * 13) % 60));

/** A vector scaled to length 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((number) => number / length);
}
