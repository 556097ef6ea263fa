import {
  memorySource,
  modelFiles,
  openModel,
  type Embedder,
  type FileSource,
  type ModelOptions,
  type ModelPlatform,
  type Runtime,
} from "@nestvec/core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { decoderLaws } from "./decoder-laws.ts";
import type { OpenGraph } from "./open-graph.ts";
import { poolingLaws } from "./pooling-laws.ts";
import { projectionLaws } from "./projection-laws.ts";
import { outputLaws } from "./output-laws.ts";
import { refusalLaws } from "./refusal-laws.ts";
import { shapeLaws } from "./shape-laws.ts";
import { taskLaws } from "./task-laws.ts";
import { doublingGraph, smallGraph, smallTable, smallVocabulary, smallWidth, type SmallGraphOptions } from "../graphs/small-graph.ts";

/** What the laws of a runtime need. */
export interface SessionLawsOptions {
  /** Makes the runtime under test, anew for each law. */
  readonly makeRuntime: () => Runtime;
  /** The name of the provider that must be in use. */
  readonly provider: string;
  readonly platform: Omit<ModelPlatform, "runtime">;
  /** A source with a tokenizer.json whose vocabulary is that of the small graphs. */
  readonly tokenizerSource: FileSource;
  /** Puts files where the runtime can open them. Default: memory. */
  readonly place?: ((files: Readonly<Record<string, Uint8Array | string>>) => Promise<FileSource>) | undefined;
}

const table = smallTable();
const means = { pooling: "mean" } as const;
const rowOf = (id: number, add: number = 0): Float32Array =>
  table.slice(id * smallWidth, (id + 1) * smallWidth).map((number) => number + add);

/**
 * The laws of one graph on one runtime: what is fed, what comes out, what is refused. On hand-made graphs of a few nodes.
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { referenceModels, sessionLaws } from "@nestvec/conformance";
 * import { after, cacheStore, directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * sessionLaws({
 *   makeRuntime: () => nodeRuntime({ threads: 1 }),
 *   provider: "cpu",
 *   tokenizerSource: directory(fileURLToPath(new URL("tiny-modernbert", referenceModels))),
 *   platform: { clock: () => performance.now(), after, digest: async (bytes) => hash("sha256", bytes), store: cacheStore() },
 * });
 * ```
 */
export function sessionLaws({ makeRuntime, provider, platform, tokenizerSource, place }: SessionLawsOptions): void {
  describe("a graph", () => {
    let tokenizer: Uint8Array;
    beforeAll(async () => {
      tokenizer = await tokenizerSource.read("tokenizer.json");
    });

    const put = place ?? (async (files: Readonly<Record<string, Uint8Array | string>>) => memorySource(files));
    const filesOf = (graph: Uint8Array, more: Readonly<Record<string, Uint8Array | string>> = {}): Record<string, Uint8Array | string> => ({
      "model.onnx": graph,
      "tokenizer.json": tokenizer,
      "config.json": JSON.stringify({ hidden_size: smallWidth, num_hidden_layers: 1, vocab_size: smallVocabulary }),
      ...more,
    });
    const openFiles = async (files: Readonly<Record<string, Uint8Array | string>>, options: ModelOptions = means): Promise<Embedder> =>
      openModel(await put(files), options, { ...platform, runtime: makeRuntime() });
    /** What comes of opening these files and embedding one token. */
    const codeOf = async (files: Readonly<Record<string, Uint8Array | string>>): Promise<unknown> => {
      try {
        await using embedder = await openFiles(files);
        await embedder.embed([[7]]);
        return "no error";
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      }
    };
    const openGraph: OpenGraph = (options, model, more) =>
      openFiles(filesOf(smallGraph(options), more), model ?? (options.pooled === true || options.lastPosition === true ? {} : means));
    const raw = async (options: SmallGraphOptions, ids: readonly (readonly number[])[]): Promise<readonly Float32Array[]> => {
      await using embedder = await openGraph(options);
      return (await embedder.embed(ids, { normalize: false })).vectors;
    };

    it("names the provider in use", async () => {
      await using embedder = await openGraph({});
      expect((await embedder.info()).exits[0]).not.toHaveProperty("provider");
      expect(await embedder.embed(["a"])).toMatchObject({ provider });
      expect((await embedder.info()).exits[0]).toMatchObject({ provider });
    });

    it("is fed int64 or int32, as it asks", async () => {
      for (const type of ["int64", "int32"] as const) {
        const [vector] = await raw({ inputs: { input_ids: type, attention_mask: type } }, [[7]]);
        expectClose(vector, rowOf(7), 0, type);
      }
    });

    it("is fed numbers of any type, and what another graph gave, as it is", async () => {
      const files = modelFiles(await put({ "stage.onnx": doublingGraph() }));
      const session = await makeRuntime().open(files, "stage.onnx");
      const given = { type: "float32", data: Float32Array.of(1, 2, 3), dims: [1, 3] };
      const { doubled } = await session.run({ hidden: given }, ["doubled"]);
      expect(doubled).toMatchObject({ type: "float32", dims: [1, 3], data: Float32Array.of(2, 4, 6) });
      if (doubled === undefined) return;
      const again = await session.run({ hidden: doubled }, ["doubled"]);
      expect(again["doubled"]?.data).toEqual(Float32Array.of(4, 8, 12));
      await session.dispose();
    });

    it("is fed zeros as token_type_ids, and places as position_ids", async () => {
      const inputs = { input_ids: "int64", attention_mask: "int64", token_type_ids: "int64", position_ids: "int32" } as const;
      const vectors = await raw({ inputs }, [[7], [7, 7, 7]]);
      expectClose(vectors[0], rowOf(7), 1e-6, "one token: place 0");
      expectClose(vectors[1], rowOf(7, 1), 1e-6, "three tokens: mean place 1");
    });

    it("may pool by itself, and never counts padding", async () => {
      for (const pooled of [true, false]) {
        const vectors = await raw({ pooled }, [[7], [9, 9, 9, 9, 9]]);
        expectClose(vectors[0], rowOf(7), 1e-6, `pooled: ${pooled}`);
        expectClose(vectors[1], rowOf(9), 1e-6, `pooled: ${pooled}`);
      }
    });

    it("that asks for no attention_mask is given no padding", async () => {
      const texts = [[7], [9, 9, 11], [5], [9, 11, 9], [3, 4, 5, 6, 7, 8, 9]];
      for (const pooled of [true, false]) {
        const options = { inputs: { input_ids: "int64" }, pooled } as const;
        const together = await raw(options, texts);
        for (const [text, ids] of texts.entries()) {
          const [alone] = await raw(options, [ids]);
          // 1e-6: sums of a few numbers below 1 in float32.
          expectClose(together[text], alone ?? [], 1e-6, `text ${text}, pooled: ${pooled}`);
        }
        expectClose(
          together[0],
          rowOf(7).map((number) => 2 * number),
          0,
          `a token and the mean of it, pooled: ${pooled}`,
        );
      }
    });

    shapeLaws(openGraph);
    decoderLaws(openGraph);
    projectionLaws(openGraph);
    outputLaws(openGraph);
    poolingLaws(openGraph);
    taskLaws(openGraph);

    it("may give float16", async () => {
      // Half of the spacing of float16 numbers below 0.5: 2^-12 / 2.
      const [vector] = await raw({ outputType: "float16" }, [[7]]);
      expectClose(vector, rowOf(7), 2 ** -13, "float16");
    });

    it("may keep its weights in a file beside it, and two graphs with files of one name stay apart", async () => {
      const weights = { location: "model.onnx.data", offset: 0, length: table.byteLength };
      const graph = smallGraph({ weights });
      const other = smallTable(2);
      const config = { total_layers: 2, hidden_size: smallWidth, available_layers: [1, 2] };
      const source = await put({
        "tokenizer.json": tokenizer,
        "model_config.json": JSON.stringify(config),
        "layer-1/model.onnx": graph,
        "layer-1/model.onnx.data": new Uint8Array(table.buffer),
        "layer-2/model.onnx": graph,
        "layer-2/model.onnx.data": new Uint8Array(other.buffer),
      });
      await using embedder = await openModel(source, {}, { ...platform, runtime: makeRuntime() });
      const [first, second] = await Promise.all([1, 2].map((layer) => embedder.embed([[7]], { layer, normalize: false })));
      expectClose(first?.data, rowOf(7), 0, "layer 1");
      expectClose(second?.data, other.slice(7 * smallWidth, 8 * smallWidth), 0, "layer 2");
    });

    refusalLaws(openGraph);

    it("without a file that says how to pool is an error, unless it pools by itself", async () => {
      const platformHere = { ...platform, runtime: makeRuntime() };
      await using hidden = await openModel(await put(filesOf(smallGraph())), {}, platformHere);
      await expect(hidden.embed(["a"])).rejects.toMatchObject({ code: "POOLING_UNKNOWN" });
      await using pooled = await openModel(await put(filesOf(smallGraph({ pooled: true }))), {}, platformHere);
      expect((await pooled.embed(["a"])).vectors).toHaveLength(1);
    });

    it("that is not ONNX, cut short, or without its weights is refused, and nothing stays half open", async () => {
      const weights = { location: "table.bin", offset: 64, length: table.byteLength };
      const graph = smallGraph({ weights });
      const whole = new Uint8Array(64 + table.byteLength);
      whole.set(new Uint8Array(table.buffer), 64);
      expect(await codeOf(filesOf(graph, { "table.bin": whole }))).toBe("no error");
      expect(await codeOf(filesOf(graph))).toBe("FILE_MISSING");
      expect(await codeOf(filesOf(graph, { "table.bin": whole.subarray(0, -1) }))).toBe("FILE_TRUNCATED");
      expect(await codeOf(filesOf(graph.subarray(0, -5), { "table.bin": whole }))).toBe("FILE_TRUNCATED");
      expect(await codeOf(filesOf(Uint8Array.of(60, 104, 116, 109, 108, 62)))).toBe("GRAPH_INVALID");
      // ONNX's Gather takes whole numbers.
      const broken = smallGraph({ inputs: { input_ids: "float32", attention_mask: "int64" } });
      expect(await codeOf(filesOf(broken))).toBe("SESSION_FAILED");
    });

    it("that must not be opened is refused by the runtime itself, too", async () => {
      const outside = smallGraph({ weights: { location: "../table.bin", offset: 0, length: table.byteLength } });
      const opening = makeRuntime().open(modelFiles(await put(filesOf(outside))), "model.onnx");
      await expect(opening).rejects.toMatchObject({ code: "GRAPH_INVALID" });
    });

    it("cannot be run after its session was disposed; disposing twice is peaceful and waits for runs", async () => {
      const session = await makeRuntime().open(modelFiles(await put(filesOf(smallGraph()))), "model.onnx");
      const one = { type: "int64", data: BigInt64Array.of(7n), dims: [1, 1] } as const;
      const feeds = { input_ids: one, attention_mask: { ...one, data: BigInt64Array.of(1n) } };
      const running = session.run(feeds, ["last_hidden_state"]);
      await Promise.all([session.dispose(), session.dispose()]);
      expect((await running)["last_hidden_state"]?.dims).toEqual([1, 1, smallWidth]);
      await expect(session.run(feeds, ["last_hidden_state"])).rejects.toMatchObject({ code: "DISPOSED" });
    });

    it("is opened once, however many ask first at once", async () => {
      const runtime = makeRuntime();
      let opened = 0;
      const counting: Runtime = {
        ...runtime,
        open(files, graph) {
          opened += 1;
          return runtime.open(files, graph);
        },
      };
      await using embedder = await openModel(await put(filesOf(smallGraph())), { pooling: "mean" }, { ...platform, runtime: counting });
      await Promise.all(Array.from({ length: 64 }, () => embedder.embed(["a"])));
      expect(opened).toBe(1);
    });

    it("of a disposed embedder is refused; what was under way is finished", async () => {
      const embedder = await openGraph({});
      const running = embedder.embed(["a"]);
      await embedder.dispose();
      expect((await running).vectors).toHaveLength(1);
      await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "DISPOSED" });
      await expect(embedder.dispose()).resolves.toBeUndefined();
    });
  });
}
