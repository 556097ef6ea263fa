import { messageOf } from "@nestvec/core";
import type { OnnxRuntime, OnnxSession, OnnxSessionOptions } from "@nestvec/core/onnx-runtime";
import { graphFacts, prepackedKey } from "./graph-facts.ts";
import type { PrepackedFolder } from "./prepacked-folder.ts";
import { agree, answersOf, type ProbeAnswers } from "./probe.ts";

/** Names in an entry of the cache. */
const graphName = "graph.onnx";
const weightsName = "weights.bin";

/** The answers of an entry whose graph cannot be read back: it is opened as ever, and not written again. */
const unusable: ProbeAnswers = {};

/**
 * ONNX Runtime that keeps the weights of large graphs in the form in which its kernels read them. A graph that was opened before is then mapped from the
 * cache: its weights take no memory of the process' own, and all processes share them. Graphs in which nothing is to be gained are opened as ever.
 *
 * What the cache gives is believed only while it answers a fixed input as the graph itself did when the entry was written. `onProblem` is told why the cache
 * is not used for a graph, as the end of a sentence.
 */
export function prepackedOnnxRuntime(
  { InferenceSession, Tensor }: OnnxRuntime,
  cache: PrepackedFolder,
  onProblem: (graph: string, problem: string) => void,
): OnnxRuntime {
  async function create(model: string | Uint8Array, options: OnnxSessionOptions = {}): Promise<OnnxSession> {
    const facts = typeof model === "string" && isForCpu(options) ? await graphFacts(model) : undefined;
    if (typeof model !== "string" || facts === undefined || 2 * facts.bytes > cache.mostBytes)
      return InferenceSession.create(model, options);
    const key = prepackedKey(facts);
    const before = await kept(model, key, options);
    if (before === "unusable") return InferenceSession.create(model, options);
    if (before !== undefined) return before;
    const own = await write(model, key, facts.bytes, options);
    const shared = await kept(model, key, options);
    if (shared === undefined || shared === "unusable") {
      if (own !== undefined) await cache.write(key, 0, async () => unusable).catch(() => undefined);
      return own ?? InferenceSession.create(model, options);
    }
    await own?.release();
    return shared;
  }

  /** The session of an entry, if it still answers as it did; else the entry is removed. */
  async function kept(model: string, key: string, options: OnnxSessionOptions): Promise<OnnxSession | "unusable" | undefined> {
    const entry = await cache.find(key);
    if (entry === undefined) return undefined;
    if (Object.keys(entry.answers).length === 0) return "unusable";
    let session: OnnxSession | undefined;
    try {
      // It is optimized already.
      session = await InferenceSession.create(entry.path(graphName), { ...options, graphOptimizationLevel: "disabled" });
      if (agree(await answersOf(session, Tensor), entry.answers)) return session;
      onProblem(model, "what was kept gave other numbers than before");
    } catch (error) {
      onProblem(model, messageOf(error));
    }
    await session?.release();
    await cache.remove(key);
    return undefined;
  }

  /** Writes the entry of a graph. Returns the graph's session, whose weights are its own, where it was opened for that. */
  async function write(model: string, key: string, bytes: number, options: OnnxSessionOptions): Promise<OnnxSession | undefined> {
    let session: OnnxSession | undefined;
    try {
      const problem = await cache.write(key, bytes, async (at) => {
        session = await InferenceSession.create(model, writingTo(options, at(graphName)));
        return (await answersOf(session, Tensor)) ?? unusable;
      });
      if (problem !== undefined) onProblem(model, problem);
    } catch (error) {
      onProblem(model, messageOf(error));
    }
    return session;
  }

  return { Tensor, InferenceSession: { create } };
}

const isForCpu = ({ executionProviders = ["cpu"] }: OnnxSessionOptions): boolean =>
  executionProviders.every((provider) => provider === "cpu");

/** Options with which ONNX Runtime also writes the graph that it opens, optimized and with prepacked weights. */
function writingTo(options: OnnxSessionOptions, path: string): OnnxSessionOptions {
  const { extra } = options;
  const session = isRecord(extra) && isRecord(extra["session"]) ? extra["session"] : {};
  const written = {
    optimized_model_external_initializers_file_name: weightsName,
    optimized_model_external_initializers_min_size_in_bytes: "1024",
    save_external_prepacked_constant_initializers: "1",
  };
  return { ...options, optimizedModelFilePath: path, extra: { session: { ...session, ...written } } };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
