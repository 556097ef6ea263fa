import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { inChromium, type PageWithPackage } from "../testing/in-chromium.ts";
import { openPage, pageEmbedder } from "../testing/test-page.ts";

// A browser and a machine that does other work besides: nothing here is about time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(chromiumPath === undefined)(`the worker in Chromium ${withoutChromium}`, () => {
  const chromium = inChromium();
  beforeEach(() => {
    chromium.server.behaviour.isIsolated = true;
  });

  test("the page is not held up while 100 texts are embedded in a worker, as it is without one", async () => {
    const page = await chromium.plainPage();
    const blocked = (isolation: "thread" | "none"): Promise<{ readonly long: number; readonly all: number }> =>
      page.evaluate(async (where) => {
        const { web } = globalThis as unknown as PageWithPackage;
        const embedder = await web.loadModel("/mini/", { isolation: where });
        await embedder.warmUp({ layers: [6] });
        let long = 0;
        const observer = new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (long += duration)));
        observer.observe({ type: "longtask" });
        const texts = Array.from({ length: 100 }, (_, text) => `text ${text}, ${"of some more words ".repeat(text % 12)}`);
        const started = performance.now();
        await embedder.embed(texts);
        const all = performance.now() - started;
        // Entries come a moment later.
        await new Promise((resolve) => setTimeout(resolve, 200));
        observer.disconnect();
        await embedder.dispose();
        return { long, all };
      }, isolation);
    const [inPage, inWorker] = [await blocked("none"), await blocked("thread")];
    // Parts of the time in tasks of over 50 ms, which no slow machine changes much: nearly all of it, and nearly nothing.
    expect(inPage.long).toBeGreaterThan(inPage.all / 2);
    expect(inWorker.long).toBeLessThan(inWorker.all / 4);
  });

  test("vectors are held in a worker of their own, and give the very matches of stored ones", async () => {
    const page = await chromium.plainPage();
    const found = await page.evaluate(async () => {
      const { web } = globalThis as unknown as PageWithPackage;
      const embedder = await web.loadModel("/mini/");
      const stored = await embedder.embed(["Reset a forgotten password", "Change the delivery address", "Opening hours"]);
      const held = await embedder.hold(stored, { transfer: false });
      const both = [await embedder.search("I cannot log in", held), await embedder.search("I cannot log in", stored)];
      await embedder.dispose();
      return both.map(({ matches }) => matches);
    });
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.[0]?.index).toBe(0);
  });

  test("an error has the stack of the page's own call, and the worker's error as its cause", async () => {
    const page = await chromium.plainPage();
    const { error, cause } = await page.evaluate(async () => {
      const { web } = globalThis as unknown as PageWithPackage;
      const embedder = await web.loadModel("/mini/", { threads: 1 });
      async function theCaller(): Promise<Error> {
        return embedder.embed(["a ".repeat(1000)], { truncate: "none" }).then(
          () => new Error("the call was not refused"),
          (refusal: unknown) => refusal as Error,
        );
      }
      const refusal = await theCaller();
      return { error: refusal.stack, cause: (refusal.cause as Error).stack };
    });
    expect(error).toMatch(/^NestvecError: .*tokens.*\n[^]* at theCaller/);
    expect(cause).toMatch(/\n +at .*worker/);
    expect(cause).not.toContain("theCaller");
  });

  test("where ONNX Runtime hangs on several threads, one takes over, and info() says so", async () => {
    const page = await chromium.plainPage();
    const embedder = await pageEmbedder(page, "/mini/", { threads: 2, workerUrl: "/hanging-worker.js", createTimeoutMilliseconds: 2000 });
    const [answer, other] = await Promise.all([embedder.embed(["a text"], { layer: 2 }), embedder.embed(["another"], { layer: 3 })]);
    expect(answer).toMatchObject({ layer: 2, provider: "wasm" });
    expect(other).toMatchObject({ layer: 3, provider: "wasm" });
    expect((await embedder.info()).notes).toEqual([
      "One thread in place of 2: ONNX Runtime did not finish making a session on 2 threads within 2 s.",
    ]);
  });

  test("a worker that dies fails the calls that wait; the next call starts another", async () => {
    const page = await chromium.plainPage();
    const embedder = await pageEmbedder(page, "/models/tiny-modernbert/", { threads: 1, workerUrl: "/dying-worker.js" });
    const { data } = await embedder.embed(["a text"], { layer: 2 });
    await expect(embedder.tokenize(["a text"])).rejects.toMatchObject({
      code: "WORKER_DIED",
      details: { worker: "Web Worker", reason: expect.stringContaining("a fault") },
    });
    expect((await embedder.embed(["a text"], { layer: 2 })).data).toEqual(data);
  });

  test("without cross-origin isolation, one thread does the work, and info() says how to have more", async () => {
    chromium.server.behaviour.isIsolated = false;
    const embedder = await pageEmbedder(await chromium.plainPage(), "/mini/", { threads: 2 });
    expect((await embedder.embed(["a text"], { layer: 2 })).vectors).toHaveLength(1);
    expect((await embedder.info()).notes).toEqual([expect.stringContaining("Cross-Origin-Opener-Policy: same-origin")]);
  });

  test("on a page that did not come over https, files are checked all the same, and kept in memory", async () => {
    // Of http, browsers trust this machine alone, by its name and number.
    const browser = await startChromium(["--host-resolver-rules=MAP site.test 127.0.0.1"]);
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await openPage(page, `${chromium.server.origin.replace("localhost", "site.test")}/plain`);
    const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
    expect((await embedder.embed(["a text"], { layer: 2 })).vectors).toHaveLength(1);
    expect((await embedder.info()).notes).toEqual(["Files are not kept for the next visit: the page did not come over https."]);
    chromium.server.behaviour.spoils = "to-layer-3.bin";
    await expect(embedder.embed(["a text"], { layer: 3 })).rejects.toMatchObject({ code: "FILE_DIGEST_MISMATCH" });
    chromium.server.behaviour.spoils = undefined;
  });

  test("in the page itself, and from files that the page has, vectors are the same", async () => {
    const page = await chromium.plainPage();
    const found = await page.evaluate(async () => {
      const { web } = globalThis as unknown as PageWithPackage;
      const folder = "/models/tiny-modernbert/onnx-fp32/";
      const paths = ["model_config.json", "layer-2/model.onnx", "layer-2/model.onnx.data", "layer-2/config.json", "layer-2/tokenizer.json"];
      const blobs = await Promise.all(paths.map(async (path) => (await fetch(folder + path)).blob()));
      const byPath = Object.fromEntries(paths.map((path, place) => [path, blobs[place]]));
      const chosen = paths.map((path, place) => {
        const file = new File([blobs[place] ?? ""], path.split("/").at(-1) ?? "");
        Object.defineProperty(file, "webkitRelativePath", { value: `chosen/${path}` });
        return file;
      });
      const vectors: number[][] = [];
      for (const [model, options] of [
        [folder, {}],
        [folder, { isolation: "none" }],
        [byPath, {}],
        [chosen, {}],
      ] as const) {
        const embedder = await web.loadModel(model, { ...options, threads: 1 });
        vectors.push([...(await embedder.embed(["the same text"], { layer: 2 })).data]);
        await embedder.dispose();
      }
      return vectors;
    });
    expect(found).toHaveLength(4);
    for (const vector of found) expect(vector).toEqual(found[0]);
  });

  test("loading can be stopped; a worker that is not there is told; options that cannot be are refused", async () => {
    const page = await chromium.plainPage();
    const found = await page.evaluate(async () => {
      const { web } = globalThis as unknown as PageWithPackage;
      const codeOf = (options: object, model: unknown = "/mini/"): Promise<unknown> =>
        web.loadModel(model, options).then(
          () => "loaded",
          (error: { code?: string }) => error.code ?? error,
        );
      const stop = new AbortController();
      const stopped = codeOf({ signal: stop.signal });
      setTimeout(() => stop.abort(), 5);
      return {
        stopped: await stopped,
        stoppedBefore: await codeOf({ signal: AbortSignal.abort() }),
        stoppedHere: await codeOf({ signal: AbortSignal.abort(), isolation: "none" }),
        noWorker: await codeOf({ workerUrl: "/not-there.js" }),
        threads: await codeOf({ threads: 0 }),
        cache: await codeOf({ cache: "disk" }),
        pooling: await codeOf({ pooling: "max" }),
        function: await codeOf({ space: () => "s" }),
        model: await codeOf({}, 7),
        file: await codeOf({}, { "config.json": 7 }),
      };
    });
    expect(found).toEqual({
      stopped: "ABORTED",
      stoppedBefore: "ABORTED",
      stoppedHere: "ABORTED",
      noWorker: "WORKER_DIED",
      threads: "ARGUMENT_INVALID",
      cache: "ARGUMENT_INVALID",
      pooling: "ARGUMENT_INVALID",
      function: "ARGUMENT_INVALID",
      model: "ARGUMENT_INVALID",
      file: "ARGUMENT_INVALID",
    });
  });
});
