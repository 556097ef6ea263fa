import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeModel, modelFiles, type Runtime } from "@nestvec/core";
import { onnxRuntime } from "@nestvec/core/onnx-runtime";
import { cpu, directory } from "@nestvec/runtime-node";
import { InferenceSession, Tensor, type Session, type SessionOptions } from "@nestvec/onnxruntime";
import { answerRequests } from "../../children/answer-requests.ts";
import { graphFeeds } from "../../workload/graph-feeds.ts";
import { nodeOperations } from "./node-operations.ts";
import type { OperationsAnswer, OperationsRequest } from "./operations-request.ts";
import { profiledRuns } from "@nestvec/onnx";

// Counts what the graphs of a model compute, from ONNX Runtime's profile of runs, in a process whose times do not matter.
answerRequests<OperationsRequest>(async () => {
  const source = directory(process.argv[2] ?? "");
  const { exits } = await describeModel(source);
  return {
    hello: { node: process.version },
    async answer({ layer, shapes }): Promise<OperationsAnswer> {
      const graph = exits.find((exit) => exit.layer === layer)?.graph ?? "";
      const folder = await mkdtemp(join(tmpdir(), "nestvec-profile-"));
      try {
        const profiling = profilingRuntime(join(folder, "run"));
        const session = await profiling.runtime.open(modelFiles(source), graph);
        const outputs = session.outputs.map(({ name }) => name);
        for (const { rows, tokens } of shapes) {
          // The ids do not matter to what is computed.
          await session.run(
            graphFeeds(
              session.inputs,
              Array.from({ length: rows }, () => new Int32Array(tokens).fill(1)),
            ),
            outputs,
          );
        }
        profiling.end();
        await session.dispose();
        const [file = ""] = await readdir(folder);
        const runs = profiledRuns(await readFile(join(folder, file), "utf8"));
        return { counts: runs.map((nodes) => nodes.reduce((sum, node) => sum + nodeOperations(node), 0)) };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
});

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
    load: async () => ({ InferenceSession: { create }, Tensor }),
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
