import { describeModel, modelFiles, NestvecError, type Runtime } from "@nestvec/core";
import { directory } from "@nestvec/runtime-node";
import { graphFeeds } from "../workload/graph-feeds.ts";

/** An exit's graph as it is, with no schedule around it: what a program over ONNX Runtime alone would write. */
export interface PlainSession {
  /** Runs all rows in one batch, padded to the longest; returns their vectors, normalized. */
  run(rows: readonly Int32Array[]): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** An exit of a model's folder. */
export interface PlainExit {
  readonly model: string;
  readonly layer: number;
}

/** Opens an exit. @throws NestvecError ARGUMENT_INVALID for a graph whose vectors are not float32, or are pooled otherwise than by their mean */
export async function openPlainSession({ model, layer }: PlainExit, runtime: Runtime): Promise<PlainSession> {
  const source = directory(model);
  const { exits, output, pooling, compiled } = await describeModel(source);
  if (compiled !== undefined) throw unfit("a compiled model, whose graphs run one after the other", "a published model");
  const graph = exits.find((exit) => exit.layer === layer)?.graph ?? "";
  const session = await runtime.open(modelFiles(source), graph);
  const outputName = output ?? session.outputs[0]?.name ?? "";
  return {
    async run(rows) {
      const tokens = rows.reduce((longest, { length }) => Math.max(longest, length), 0);
      const hidden = (await session.run(graphFeeds(session.inputs, rows), [outputName]))[outputName];
      if (!(hidden?.data instanceof Float32Array)) throw unfit(hidden?.type ?? "no output", "float32 output");
      const { data, dims } = hidden;
      const width = dims.at(-1) ?? 0;
      if (dims.length === 2) return rows.map((_, row) => normalized(data.slice(row * width, (row + 1) * width)));
      if (pooling.pooling !== "mean") throw unfit(`${pooling.pooling} pooling`, "mean pooling");
      return rows.map(({ length }, row) => normalized(mean(data, row * tokens * width, length, width)));
    },
    dispose: () => session.dispose(),
  };
}

function mean(data: Float32Array, start: number, tokens: number, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let token = 0; token < tokens; token++) {
    for (let d = 0; d < width; d++) sums[d] = (sums[d] ?? 0) + (data[start + token * width + d] ?? 0);
  }
  return Float32Array.from(sums, (sum) => sum / tokens);
}

function normalized(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((number) => number / norm);
}

const unfit = (found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument: "model", found, expected });
