import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { embedderLaws, referenceModels } from "@nestvec/conformance";
import { NestvecError, type Embedder } from "@nestvec/core";
import { expect, onTestFinished, test } from "vitest";
import { loadModel, type LoadOptions } from "../open/load-model.ts";
import { startChild } from "./child-worker.ts";
import { startTimeout } from "./start-timeout.ts";
import { startThread } from "./thread-worker.ts";
import { childrenOf, isThere, until } from "../testing/host.ts";

const tiny = fileURLToPath(new URL("tiny-modernbert", referenceModels));
const thread = { isolation: "thread" } as const;
const children = { isolation: "process", workers: 2, threads: 1 } as const;
const isolations: readonly LoadOptions[] = [thread, { isolation: "process" }];

embedderLaws("tiny-modernbert in a worker thread", () => loadModel(tiny, thread));
embedderLaws("tiny-modernbert in two child processes", () => loadModel(tiny, children));
embedderLaws("nestvec-mini in a child process", () => loadModel("nestvec-mini", { isolation: "process" }));

async function opened(model: string, options: LoadOptions): Promise<Embedder> {
  const embedder = await loadModel(model, options);
  onTestFinished(() => embedder.dispose());
  return embedder;
}

const failure = async (work: Promise<unknown>): Promise<NestvecError> => {
  const error = await work.catch((caught: unknown) => caught);
  if (!NestvecError.is(error)) return expect.unreachable(`not a NestvecError: ${String(error)}`);
  return error;
};

const words = (count: number): string => "word ".repeat(count);

test.each(isolations)("vectors are those of the caller's own thread, each a view of one buffer: %o", async (options) => {
  const embedder = await opened(tiny, options);
  const here = await opened(tiny, { isolation: "none" });
  const texts = ["one", words(30), ""];
  const answer = await embedder.embed(texts, { dimension: 32 });
  const expected = await here.embed(texts, { dimension: 32 });
  expect(Object.keys(answer).toSorted()).toEqual(Object.keys(expected).toSorted());
  // The same build of the same runtime, but perhaps another number of threads: float32 sums in another order.
  for (const [place, number] of expected.data.entries()) expect(Math.abs(answer.data[place]! - number)).toBeLessThan(1e-6);
  for (const [text, vector] of answer.vectors.entries()) {
    expect(vector.buffer).toBe(answer.data.buffer);
    expect(vector).toEqual(answer.data.subarray(text * 32, (text + 1) * 32));
  }
});

test.each(isolations)("timers of the host fire while a long call runs: %o", async (options) => {
  const embedder = await opened("nestvec-mini", options);
  await embedder.embed(["open"]);
  let fired = 0;
  const timer = setInterval(() => (fired += 1), 5);
  const texts = Array.from({ length: 12 }, (_, text) => `${text} ${words(250)}`);
  const { milliseconds } = await embedder.embed(texts);
  clearInterval(timer);
  // A tenth of what an idle loop could do, on a machine that the run itself keeps busy; a blocked loop fires once or twice a batch.
  expect(fired).toBeGreaterThan(milliseconds / 5 / 10);
});

test.each(isolations)("errors keep code and details, and what opening throws reaches the caller: %o", async (options) => {
  const embedder = await opened(tiny, options);
  const here = await opened(tiny, { isolation: "none" });
  const wrong = (target: Embedder) => failure(target.embed(["a"], { layer: 99 }));
  const [there, expected] = [await wrong(embedder), await wrong(here)];
  expect(there).toBeInstanceOf(NestvecError);
  expect({ ...there, message: there.message }).toEqual({ ...expected, message: expected.message });
  expect(await failure(loadModel(tiny, { ...options, maxTokens: 0 }))).toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(await failure(embedder.embed([(() => 1) as unknown as string]))).toMatchObject({ code: "ARGUMENT_INVALID" });
  expect((await embedder.embed(["and it goes on"])).vectors).toHaveLength(1);
});

test.each(isolations)("an abort answers at once, with the signal's own reason, and the worker goes on: %o", async (options) => {
  const embedder = await opened("nestvec-mini", options);
  await embedder.embed(["open"]);
  const controller = new AbortController();
  const texts = Array.from({ length: 2000 }, (_, text) => `${text} ${words(200)}`);
  const work = failure(embedder.embed(texts, { signal: controller.signal }));
  const reason = new Error("the user left");
  setTimeout(() => controller.abort(reason), 100);
  expect(await work).toMatchObject({ code: "ABORTED", cause: reason });
  // 2,000 long texts would take minutes: this is answered since the rest of them was dropped.
  expect((await embedder.embed(["next"])).vectors).toHaveLength(1);
});

test.each(isolations)("disposing waits for work under way, refuses what comes later, and can be repeated: %o", async (options) => {
  const embedder = await loadModel(tiny, options);
  const work = embedder.embed(["one", "two"]);
  await Promise.all([embedder.dispose(), embedder.dispose()]);
  expect((await work).vectors).toHaveLength(2);
  expect(await failure(embedder.embed(["three"]))).toMatchObject({ code: "DISPOSED" });
});

test.each(isolations)("a file that is no worker, and one that is not there, are told by loadModel: %o", async (options) => {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-worker-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const load = (file: string) => failure(loadModel(tiny, { ...options, workerUrl: pathToFileURL(join(folder, file)) }));
  expect(await load("missing.js")).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "workerUrl" } });
  expect(await failure(loadModel(tiny, { ...options, workerUrl: "worker.js" }))).toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(await load(".")).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "workerUrl" } });
  await writeFile(join(folder, "empty.mjs"), "");
  expect(await load("empty.mjs")).toMatchObject({
    code: "WORKER_DIED",
    details: { reason: expect.stringMatching(/^exit code 0; does the file of "workerUrl" hold /) },
  });
  await writeFile(join(folder, "throws.mjs"), `process.stderr.write = () => true; throw new Error("no worker");`);
  expect(await load("throws.mjs")).toMatchObject({ code: "WORKER_DIED" });
});

test.each([startThread, startChild])("a file that goes on without ever being a worker is not waited for without end: %o", async (start) => {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-worker-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  // As long as it has its channel, and no longer: a thread is not ended from outside.
  await writeFile(
    join(folder, "silent.mjs"),
    `import { parentPort } from "node:worker_threads"; (parentPort ?? process).on("message", () => parentPort?.close());`,
  );
  const silent = start({ entry: pathToFileURL(join(folder, "silent.mjs")), folder: tiny, settings: {} });
  const never = new Promise<never>(() => {});
  expect(await failure(startTimeout([silent], never, 300))).toMatchObject({
    code: "WORKER_DIED",
    details: { reason: "it said nothing for 0.3 s" },
  });
  if (silent.kill === undefined) silent.port.close();
  await silent.ended;

  const worker = start({ entry: new URL("../../dist/worker.js", import.meta.url), folder: tiny, settings: {} });
  await worker.started;
  const verdict = startTimeout([worker], never, 300);
  expect(await Promise.race([verdict, new Promise((resolve) => setTimeout(resolve, 600, "went on"))])).toBe("went on");
  worker.port.close();
  await worker.ended;
});

test("wrong isolation, and workers without processes, are refused", async () => {
  const wrong = [{ isolation: "both" as "none" }, { workers: 2 }, { isolation: "process" as const, workers: 0 }];
  for (const options of wrong) expect(await failure(loadModel(tiny, options))).toMatchObject({ code: "ARGUMENT_INVALID" });
});

test.runIf(process.platform === "linux")("a child has only the listed part of the environment", async () => {
  process.env["NESTVEC_TEST_SECRET"] = "hidden";
  process.env["NODE_OPTIONS"] ??= "";
  onTestFinished(() => void delete process.env["NESTVEC_TEST_SECRET"]);
  const before = childrenOf(process.pid);
  await opened(tiny, { isolation: "process" });
  const [child] = childrenOf(process.pid).filter((id) => !before.includes(id));
  const names = readFileSync(`/proc/${child}/environ`, "utf8")
    .split("\0")
    .map((entry) => entry.split("=")[0]);
  expect(names).toContain("ORT_DISABLE_TELEMETRY");
  for (const name of ["NESTVEC_TEST_SECRET", "NODE_OPTIONS", "VITEST"]) expect(names).not.toContain(name);
});

test.runIf(process.platform === "linux")(
  "SIGKILLs of busy children under many callers: every call is answered, no child is left",
  { timeout: 240_000 },
  async () => {
    const before = childrenOf(process.pid);
    const ours = (): number[] => childrenOf(process.pid).filter((id) => !before.includes(id));
    const embedder = await loadModel(tiny, children);
    const stop = new AbortController();
    const answers = { vectors: 0, died: 0 };
    const caller = async (number: number): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          await embedder.embed([`caller ${number}`, words(100)]);
          answers.vectors += 1;
        } catch (error) {
          if (!NestvecError.is(error, "WORKER_DIED")) throw error;
          answers.died += 1;
          // A caller that is told to wait waits a little, else 8 of them would only be told so again and again.
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };
    const callers = Promise.all(Array.from({ length: 8 }, (_, number) => caller(number)));
    for (let kill = 0; kill < 12; kill++) {
      const finished = answers.vectors;
      await until(() => answers.vectors > finished && ours().length > 0);
      process.kill(ours()[kill % ours().length]!, "SIGKILL");
    }
    const finished = answers.vectors;
    await until(() => answers.vectors > finished);
    stop.abort();
    await callers;
    await embedder.dispose();
    await until(() => ours().length === 0);
    expect(answers.vectors).toBeGreaterThan(12);
  },
);

test.runIf(process.platform === "linux")(
  "five deaths with nothing finished between them open the breaker, which says how long",
  async () => {
    const before = childrenOf(process.pid);
    const ours = (): number[] => childrenOf(process.pid).filter((id) => !before.includes(id));
    const embedder = await opened(tiny, { isolation: "process" });
    for (let death = 0; death < 5; death++) {
      await until(() => ours().length === 1);
      const [child] = ours();
      process.kill(child!, "SIGKILL");
      await until(() => !isThere(child!));
    }
    const error = await failure(embedder.embed(["a"]));
    if (!NestvecError.is(error, "WORKER_DIED")) return expect.unreachable(error.code);
    expect(error.details.retryAfterMilliseconds).toBeGreaterThan(0);
    expect(ours()).toEqual([]);
  },
);
