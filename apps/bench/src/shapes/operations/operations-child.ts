import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeModel, modelFiles, type FileSource, type Runtime, type Tensor } from "@nestvec/core";
import { stageValues } from "@nestvec/core/compile";
import { onnxRuntime } from "@nestvec/core/onnx-runtime";
import { cpu, directory } from "@nestvec/runtime-node";
import { InferenceSession, Tensor as OnnxTensor, type Session, type SessionOptions } from "@nestvec/onnxruntime";
import { answerRequests } from "../../children/answer-requests.ts";
import { graphFeeds } from "../../workload/graph-feeds.ts";
import { nodeOperations } from "./node-operations.ts";
import type { OperationsAnswer, OperationsRequest } from "./operations-request.ts";
import { profiledRuns } from "@nestvec/onnx";

// Counts what the graphs of a model compute, from ONNX Runtime's profile of runs, in a process whose times do not matter.
answerRequests<OperationsRequest>(async () => {
  const source = directory(process.argv[2] ?? "");
  const { exits, compiled } = await describeModel(source);
  return {
    hello: { node: process.version },
    async answer({ layer, shapes }): Promise<OperationsAnswer> {
      const stages = compiled?.stages.filter((stage) => stage.layer <= layer).map(({ short }) => short) ?? [];
      const graphs = compiled === undefined ? [exits.find((exit) => exit.layer === layer)?.graph ?? ""] : [compiled.embed, ...stages];
      const counts = shapes.map(() => 0);
      let states: readonly (Tensor | undefined)[] = shapes.map(() => undefined);
      for (const graph of graphs) {
        const { runs, left } = await profiledGraph(source, graph, shapes, states);
        for (const [shape, nodes] of runs.entries())
          counts[shape] = (counts[shape] ?? 0) + nodes.reduce((sum, node) => sum + nodeOperations(node), 0);
        states = left;
      }
      return { counts };
    },
  };
});

type Shapes = OperationsRequest["shapes"];

/** Runs a graph on batches of some shapes, each with the state that the stage before left, where the graph goes on from one. Gives what it did, and leaves. */
async function profiledGraph(
  source: FileSource,
  graph: string,
  shapes: Shapes,
  states: readonly (Tensor | undefined)[],
): Promise<{ readonly runs: ReturnType<typeof profiledRuns>; readonly left: readonly (Tensor | undefined)[] }> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-profile-"));
  try {
    const profiling = profilingRuntime(join(folder, "run"));
    const session = await profiling.runtime.open(modelFiles(source), graph);
    const outputs = session.outputs.map(({ name }) => name);
    const left: (Tensor | undefined)[] = [];
    for (const [index, { rows, tokens }] of shapes.entries()) {
      // The ids do not matter to what is computed.
      const ids = Array.from({ length: rows }, () => new Int32Array(tokens).fill(1));
      const state = states[index];
      const feeds = graphFeeds(
        session.inputs.filter(({ name }) => name !== stageValues.state),
        ids,
      );
      const result = await session.run(state === undefined ? feeds : { ...feeds, [stageValues.state]: state }, outputs);
      left.push(result[stageValues.nextState] ?? result[stageValues.tokens]);
    }
    profiling.end();
    await session.dispose();
    const [file = ""] = await readdir(folder);
    return { runs: profiledRuns(await readFile(join(folder, file), "utf8")), left };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** ONNX Runtime with its profiler on, and how to end it. */
function profilingRuntime(profileFilePrefix: string): { readonly runtime: Runtime; end(): void } {
  const open: Session[] = [];
  const create = async (file: string | Uint8Array, options: SessionOptions = {}): Promise<Session> => {
    const session = await InferenceSession.create(file, options);
    open.push(session);
    return session;
  };
  const runtime = onnxRuntime({
    name: "onnxruntime-node",
    version: "",
    machine: "",
    load: async () => ({ InferenceSession: { create }, Tensor: OnnxTensor }),
    providers: [cpu()],
    builtIn: { cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" } },
    importModule: (specifier) => import(specifier),
    session: {
      enableProfiling: true,
      profileFilePrefix,
      logSeverityLevel: 4,
      // Weights that are packed for this processor are missing in the profile, and with them their sizes.
      extra: { session: { disable_prepacking: "1" } },
    },
  });
  return { runtime, end: () => open.forEach((session) => session.endProfiling()) };
}
