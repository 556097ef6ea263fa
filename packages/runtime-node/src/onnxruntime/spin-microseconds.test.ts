import { modelFiles } from "@nestvec/core";
import type { OnnxRuntime, OnnxSessionOptions } from "@nestvec/core/onnx-runtime";
import { expect, test } from "vitest";
import { directory } from "../files/directory.ts";
import { loadOnnxRuntime } from "./load-onnx-runtime.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { nodeRuntimeFrom, type NodeRuntimeOptions } from "./node-runtime.ts";

const files = modelFiles(directory(await modelDirectory("nestvec-mini")));

/** Opens and runs a graph in ONNX Runtime: what that was told of its threads, and the numbers that came. */
async function opened(spinMicroseconds: NodeRuntimeOptions["spinMicroseconds"]) {
  const seen: (OnnxSessionOptions | undefined)[] = [];
  const watched = async (): Promise<OnnxRuntime> => {
    const { InferenceSession, Tensor } = await loadOnnxRuntime();
    return { Tensor, InferenceSession: { create: (model, options) => (seen.push(options), InferenceSession.create(model, options)) } };
  };
  const runtime = nodeRuntimeFrom(watched, { threads: 2, ...(spinMicroseconds === undefined ? {} : { spinMicroseconds }) });
  const session = await runtime.open(files, "onnx/model_layer_2.onnx");
  const dims = [1, 40];
  const input_ids = { type: "int64", data: BigInt64Array.from({ length: 40 }, (_, place) => BigInt(1000 + place)), dims } as const;
  const attention_mask = { type: "int64", data: new BigInt64Array(40).fill(1n), dims } as const;
  const { sentence_embedding } = await session.run({ input_ids, attention_mask }, ["sentence_embedding"]);
  await session.dispose();
  return { machine: runtime.machine, threads: seen.at(-1)?.["extra"], numbers: sentence_embedding?.data };
}

const intraOp = (options: Record<string, string>) => ({ session: { intra_op: options } });

test("threads without work sleep, or spin for some microseconds before, and the numbers are the same", async () => {
  const asleep = await opened(0);
  expect(asleep.threads).toMatchObject(intraOp({ allow_spinning: "0" }));
  expect(asleep.machine).not.toContain("spin");
  expect(asleep.numbers).toHaveLength(384);

  const standard = await opened(undefined);
  expect(standard.threads).toMatchObject(intraOp({ allow_spinning: "1", spin_duration_us: "50" }));
  expect(standard.numbers).toEqual(asleep.numbers);

  // Calibrations are kept by the machine's name: what was measured one way is not taken for the other.
  const awhile = await opened(30);
  expect(awhile.threads).toMatchObject(intraOp({ allow_spinning: "1", spin_duration_us: "30" }));
  expect(awhile.machine).toContain("2 threads that spin for 30 µs");
  expect(awhile.numbers).toEqual(asleep.numbers);
});
