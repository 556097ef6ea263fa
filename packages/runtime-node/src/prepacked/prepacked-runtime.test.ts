import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OnnxRuntime, OnnxSession, OnnxSessionOptions } from "@nestvec/core/onnx-runtime";
import { initializer, node, onnxModel, value, type Message } from "@nestvec/onnx/writer";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { loadOnnxRuntime } from "../onnxruntime/load-onnx-runtime.ts";
import { writeInt8Products } from "../testing/int8-products.ts";
import { writeStoredGraph } from "../testing/stored-weights.ts";
import { prepackedFolder } from "./prepacked-folder.ts";
import { prepackedOnnxRuntime } from "./prepacked-runtime.ts";

let root = "";
let onnx: OnnxRuntime;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nestvec-prepacked-"));
  onnx = await loadOnnxRuntime();
});
afterAll(() => rm(root, { recursive: true, force: true }));

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(root, "cache-")), "prepacked");
});

const [width, inner] = [512, 1536];

/** A graph that multiplies by two matrices of 3 MiB in a file beside it; with `table`, their product's input is looked up in one of 2 MiB. */
async function writeGraph(scale: number, { table = false, at }: { readonly table?: boolean; readonly at?: string } = {}): Promise<string> {
  const model = at ?? (await mkdtemp(join(root, "model-")));
  const sizes = { up: width * inner, down: width * inner, ...(table ? { table: width * 1024 } : {}) };
  const all = new Float32Array(Object.values(sizes).reduce((sum, size) => sum + size, 0));
  for (let index = 0; index < all.length; index++) all[index] = (scale * Math.sin(index)) / 32;
  await writeFile(join(model, "weights.bin"), all);
  let offset = 0;
  const weights = Object.entries(sizes).map(([name, size]): Message => {
    const place = { location: "weights.bin", offset, length: 4 * size };
    offset += 4 * size;
    return initializer(name, name === "up" ? [width, inner] : [size / width, width], "float32", place);
  });
  const nodes = [
    ...(table ? [node("Gather", ["table", "ids"], ["hidden"])] : []),
    node("MatMul", ["hidden", "up"], ["wide"]),
    node("Tanh", ["wide"], ["active"]),
    node("MatMul", ["active", "down"], ["out"]),
  ];
  const input = table ? value("ids", "int64", ["rows", "tokens"]) : value("hidden", "float32", ["rows", "tokens", width]);
  const outputs = [value("out", "float32", ["rows", "tokens", width])];
  await writeFile(join(model, "graph.onnx"), onnxModel({ nodes, initializers: weights, inputs: [input], outputs }));
  return join(model, "graph.onnx");
}

/** How graphs were opened by ONNX Runtime, and what was said. */
function watched(mostBytes = 1 << 30) {
  const opened: { readonly path: string; readonly options: OnnxSessionOptions }[] = [];
  const problems: string[] = [];
  const build: OnnxRuntime = {
    Tensor: onnx.Tensor,
    InferenceSession: {
      create(model, given = {}) {
        opened.push({ path: String(model), options: given });
        return onnx.InferenceSession.create(model, given);
      },
    },
  };
  const runtime = prepackedOnnxRuntime(build, prepackedFolder(folder, mostBytes), (_graph, problem) => problems.push(problem));
  const open = (path: string): Promise<OnnxSession> => runtime.InferenceSession.create(path, standard);
  return {
    open,
    problems,
    paths: () => opened.map(({ path }) => path.slice(path.lastIndexOf("/", path.lastIndexOf("/") - 1) + 1)),
    opened,
  };
}

// As the runtime sets it: ONNX Runtime warns that what it writes is for this processor alone.
const standard: OnnxSessionOptions = { intraOpNumThreads: 1, logSeverityLevel: 4 };

async function answer(session: OnnxSession, numbers = width): Promise<readonly number[]> {
  const hidden = Float32Array.from({ length: 3 * numbers }, (_, index) => Math.cos(index));
  const feeds = { hidden: new onnx.Tensor("float32" as never, hidden as never, [1, 3, numbers]) };
  const out = await session.run(feeds, ["out"]);
  await session.release();
  return Array.from(out["out"]?.data as Float32Array);
}

async function plainAnswer(path: string, numbers = width): Promise<readonly number[]> {
  return answer(await onnx.InferenceSession.create(path, standard), numbers);
}

/** The same kernels on the same numbers: only the order of sums in another build of a kernel could differ. */
function expectSame(found: readonly number[], expected: readonly number[]): void {
  expect(Math.max(...found.map((number, index) => Math.abs(number - (expected[index] ?? NaN))))).toBeLessThan(1e-6);
}

test("a graph is written once, and then opened from the cache without being optimized again, with the same numbers", async () => {
  const path = await writeGraph(1);
  const expected = await plainAnswer(path);
  const first = watched();
  expectSame(await answer(await first.open(path)), expected);
  const entries = await readdir(folder);
  expect(entries).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
  expect(first.opened.map(({ options }) => options["graphOptimizationLevel"])).toEqual([undefined, "disabled"]);

  const second = watched();
  expectSame(await answer(await second.open(path)), expected);
  expect(second.paths()).toEqual([`${entries[0]}/graph.onnx`]);
  expect([...first.problems, ...second.problems]).toEqual([]);
});

test.each(["int8", "float16"] as const)("weights in %s that are expanded when a graph is opened are kept expanded", async (type) => {
  const path = await writeStoredGraph(await mkdtemp(join(root, "model-")), type, [width, inner]);
  const expected = await plainAnswer(path);
  expect(new Set(expected).size).toBeGreaterThan(1000);
  const [first, second] = [watched(), watched()];
  expectSame(await answer(await first.open(path)), expected);
  const [entry = ""] = await readdir(folder);
  expectSame(await answer(await second.open(path)), expected);
  expect(second.paths()).toEqual([`${entry}/graph.onnx`]);
  expect([...first.problems, ...second.problems]).toEqual([]);
  // Both matrices in float32, as stored and as prepacked, and no operator that would expand them.
  expect((await stat(join(folder, entry, "weights.bin"))).size).toBeGreaterThanOrEqual(2 * 2 * 4 * width * inner);
  expect((await readFile(join(folder, entry, "graph.onnx"))).includes("Cast")).toBe(false);
});

test("products in int8 give the same numbers with the cache and without, twice and when opened again", async () => {
  const path = await writeInt8Products(await mkdtemp(join(root, "model-")), [1024, 3072]);
  const expected = await plainAnswer(path, 1024);
  expect(new Set(expected).size).toBeGreaterThan(1000);
  const [first, second] = [watched(), watched()];
  for (const runtime of [first, first, second]) expectSame(await answer(await runtime.open(path), 1024), expected);
  const [entry = ""] = await readdir(folder);
  expect(second.paths()).toEqual([`${entry}/graph.onnx`]);
  expect([...first.problems, ...second.problems]).toEqual([]);
});

test("weights that were written anew, or another graph, have an entry of their own", async () => {
  const path = await writeGraph(1);
  await (await watched().open(path)).release();
  await writeGraph(2, { at: join(path, "..") });
  const again = watched();
  expectSame(await answer(await again.open(path)), await plainAnswer(path));
  expect(await readdir(folder)).toHaveLength(2);
});

test.each(["graph.onnx", "weights.bin"])("an entry whose %s is damaged is made anew, and the numbers stay right", async (damaged) => {
  const path = await writeGraph(1);
  await (await watched().open(path)).release();
  const [entry = ""] = await readdir(folder);
  const file = join(folder, entry, damaged);
  const bytes = await readFile(file);
  // In weights, every number of the last matrix; a graph is cut.
  await writeFile(file, damaged === "graph.onnx" ? bytes.subarray(0, 40) : bytes.fill(63));
  const again = watched();
  expectSame(await answer(await again.open(path)), await plainAnswer(path));
  expect(again.problems).toHaveLength(1);
  const third = watched();
  expectSame(await answer(await third.open(path)), await plainAnswer(path));
  expect(third.paths()).toEqual([`${entry}/graph.onnx`]);
});

test("what has nothing to gain is opened as it is: few weights, a table of which rows are read, bytes, or no room in the cache", async () => {
  const [table, path] = [await writeGraph(1, { table: true }), await writeGraph(1)];
  const runtime = watched();
  await (await runtime.open(table)).release();
  const small = watched(1 << 20);
  await (await small.open(path)).release();
  expect([...runtime.opened, ...small.opened].map(({ path: opened }) => opened)).toEqual([table, path]);
  await expect(stat(folder)).rejects.toThrow("ENOENT");
});

test("the entry that was not used for the longest time goes when there is no more room", async () => {
  const paths = [await writeGraph(1), await writeGraph(2), await writeGraph(3)];
  // Each entry has the weights twice, as stored and as prepacked: 12 MiB.
  const runtime = watched(30 << 20);
  const keys: string[] = [];
  for (const path of paths.slice(0, 2)) {
    await (await runtime.open(path)).release();
    keys.push((await readdir(folder)).find((name) => !keys.includes(name)) ?? "");
  }
  const past = new Date(Date.now() - 60_000);
  await utimes(join(folder, keys[1] ?? "", "answers.json"), past, past);
  for (const name of await readdir(join(folder, keys[1] ?? ""))) await utimes(join(folder, keys[1] ?? "", name), past, past);
  await utimes(join(folder, keys[1] ?? ""), past, past);
  await (await runtime.open(paths[2] ?? "")).release();
  const left = await readdir(folder);
  expect(left).toHaveLength(2);
  expect(left).toContain(keys[0]);
  expect(runtime.problems).toEqual([]);
});

test("processes that open a graph at once wait for the one that writes its entry; what a dead one left is taken over", async () => {
  const path = await writeGraph(1);
  const runtimes = [watched(), watched(), watched()];
  const sessions = await Promise.all(runtimes.map(({ open }) => open(path)));
  await Promise.all(sessions.map((session) => session.release()));
  expect(runtimes.flatMap(({ opened }) => opened).filter(({ options }) => "optimizedModelFilePath" in options)).toHaveLength(1);
  const [entry = ""] = await readdir(folder);

  await rm(join(folder, entry), { recursive: true });
  const past = new Date(Date.now() - 3_600_000);
  const left = [join(folder, `${entry}.lock`), join(folder, `${entry}.123.part`)];
  await writeFile(left[0] ?? "", "");
  await mkdir(left[1] ?? "");
  for (const old of left) await utimes(old, past, past);
  await (await watched().open(path)).release();
  expect(await readdir(folder)).toEqual([entry]);
});

test("where the cache cannot be written, the graph is opened as it is, and the reason is said", async () => {
  const path = await writeGraph(1);
  await writeFile(folder, "a file where the folder would be");
  const runtime = watched();
  expectSame(await answer(await runtime.open(path)), await plainAnswer(path));
  expect(runtime.problems).toEqual([expect.stringMatching(/^E\w+: /)]);
});

test("a graph whose entry cannot be read back is opened as it is, and not written again", async () => {
  const path = await writeGraph(1);
  const broken: OnnxRuntime = {
    Tensor: onnx.Tensor,
    InferenceSession: {
      create: (model, given = {}) =>
        given["graphOptimizationLevel"] === "disabled"
          ? Promise.reject(new RangeError("no such kernel"))
          : onnx.InferenceSession.create(model, given),
    },
  };
  const problems: string[] = [];
  const runtime = prepackedOnnxRuntime(broken, prepackedFolder(folder, 1 << 30), (_graph, problem) => problems.push(problem));
  for (let round = 0; round < 2; round++) {
    expectSame(await answer(await runtime.InferenceSession.create(path, standard)), await plainAnswer(path));
  }
  expect(problems).toEqual(["no such kernel"]);
});
