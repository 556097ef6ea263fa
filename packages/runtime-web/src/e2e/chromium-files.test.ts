import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { chromiumPath, withoutChromium } from "@nestvec/chromium";
import { mini } from "../testing/folder-source.ts";
import { inChromium } from "../testing/in-chromium.ts";
import { pageEmbedder, progressOf } from "../testing/test-page.ts";

interface MiniGolden {
  readonly cases: readonly { readonly text: string; readonly normalized: Readonly<Record<string, readonly number[]>> }[];
}

const golden = (JSON.parse(await readFile(join(mini, "golden.json"), "utf8")) as MiniGolden).cases[0]!;

/** Fails unless a vector is the reference's. 1e-4: what the product promises of Node and browsers together. */
function expectGolden(data: Float32Array, layer: number): void {
  const expected = golden.normalized[layer]!;
  expect(data).toHaveLength(expected.length);
  expect(Math.max(...expected.map((number, i) => Math.abs(number - data[i]!)))).toBeLessThanOrEqual(1e-4);
}

// A browser and a machine that does other work besides: nothing here is about time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(chromiumPath === undefined)(`files in Chromium ${withoutChromium}`, () => {
  const chromium = inChromium();
  beforeEach(() => {
    const { behaviour, log } = chromium.server;
    Object.assign(behaviour, {
      isIsolated: true,
      absentStatus: 404,
      breaks: undefined,
      spoils: undefined,
      hides: undefined,
      givesParts: true,
      isDown: false,
    });
    log.length = 0;
  });
  const asked = (file: string) => chromium.server.log.filter(({ path }) => path.endsWith(file));

  test("an exit's files alone are downloaded, once, with progress; the next visit takes them from the cache, even without the server", async () => {
    const visitor = await chromium.visitor();
    const page = await chromium.plainPage(visitor);
    const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
    expect(chromium.server.log.filter(({ path }) => path.endsWith(".bin") || path.endsWith(".onnx"))).toEqual([]);
    await embedder.warmUp({ layers: [2] });
    await embedder.warmUp({ layers: [3] });
    const count = (file: string) => asked(file).filter(({ method }) => method === "GET").length;
    expect(["embeddings.bin", "to-layer-2.bin", "to-layer-3.bin", "to-layer-4.bin", "to-layer-6.bin"].map(count)).toEqual([1, 1, 1, 0, 0]);
    const progress = await progressOf(page);
    const last = progress.findLast(({ file, from }) => file === "onnx/embeddings.bin" && from === "network");
    expect(last).toMatchObject({ fileBytes: 12_651_520, fileTotalBytes: 12_651_520 });
    const bytes = progress.filter(({ file }) => file === "onnx/embeddings.bin").map(({ fileBytes }) => fileBytes);
    expect(bytes.slice(0, -1)).toEqual(bytes.slice(0, -1).toSorted((a, b) => a - b));
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
    expect((await embedder.info()).notes).toEqual([]);

    const again = await chromium.plainPage(visitor);
    chromium.server.log.length = 0;
    chromium.server.behaviour.isDown = true;
    const offline = await pageEmbedder(again, "/mini/", { threads: 1 });
    expectGolden((await offline.embed([golden.text], { layer: 3 })).data, 3);
    expect(asked(".bin")).toEqual([]);
    expect((await progressOf(again)).every(({ from }) => from === "cache")).toBe(true);
    await expect(offline.embed(["not downloaded"], { layer: 6 })).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
  });

  test("a connection that breaks is made again, and goes on where it broke", async () => {
    const page = await chromium.plainPage();
    chromium.server.behaviour.breaks = { file: "embeddings.bin", after: 5_000_000 };
    const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
    const requests = asked("embeddings.bin");
    expect(requests.map(({ status }) => status)).toEqual([200, 206, 206]);
    const starts = requests.slice(1).map(({ range }) => Number(/\d+/.exec(range ?? "")?.[0]));
    // What came before the break, but for what the network had not handed over.
    for (const [place, start] of starts.entries()) expect(start).toBeGreaterThan(place * 4_000_000 + 1_000_000);
    expect(requests[1]?.ifRange).toMatch(/^"/);
  });

  test("a download that was given up goes on at the next visit, or begins again where the server gives no parts", async () => {
    const visitor = await chromium.visitor();
    const visit = async (): Promise<unknown> => {
      const page = await chromium.plainPage(visitor);
      const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
      return embedder.embed([golden.text], { layer: 2 }).then(
        ({ data }) => data,
        (error: unknown) => error,
      );
    };
    const { behaviour, log } = chromium.server;
    behaviour.breaks = { file: "embeddings.bin", after: 4_500_000 };
    behaviour.givesParts = false;
    expect(await visit()).toMatchObject({ code: "FILE_NOT_READABLE", details: { file: "onnx/embeddings.bin" } });
    expect(asked("embeddings.bin").length).toBeLessThanOrEqual(6);

    behaviour.breaks = undefined;
    behaviour.givesParts = true;
    log.length = 0;
    expectGolden((await visit()) as Float32Array, 2);
    expect(asked("embeddings.bin")).toMatchObject([{ status: 206, range: expect.stringMatching(/^bytes=4\d{6}-$/) }]);
  });

  test("other bytes than the manifest's are refused and not kept; when the server is mended, the same embedder works", async () => {
    const page = await chromium.plainPage();
    chromium.server.behaviour.spoils = "to-layer-2.bin";
    const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
    await expect(embedder.embed([golden.text], { layer: 2 })).rejects.toMatchObject({
      code: "FILE_DIGEST_MISMATCH",
      details: { file: "onnx/to-layer-2.bin", expected: expect.stringMatching(/^b5a2939abb1b/) },
    });
    chromium.server.behaviour.spoils = undefined;
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
  });

  test("where the browser has no room, or keeps nothing, the model works and info() says why it is not kept", async () => {
    const page = await chromium.plainPage();
    const debug = await page.context().newCDPSession(page);
    await debug.send("Storage.overrideQuotaForOrigin", { origin: chromium.server.origin, quotaSize: 6_000_000 });
    const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
    expect((await embedder.info()).notes).toEqual(["Files are not kept for the next visit: the browser has no more room for this site."]);
    // Kept in memory meanwhile: a further exit downloads its own file alone.
    await embedder.warmUp({ layers: [3] });
    expect(asked("embeddings.bin")).toHaveLength(1);
  });

  test(`cache: "none" keeps nothing`, async () => {
    const visitor = await chromium.visitor();
    for (const expected of [1, 2]) {
      const embedder = await pageEmbedder(await chromium.plainPage(visitor), "/mini/", { threads: 1, cache: "none" });
      await embedder.warmUp({ layers: [2, 3] });
      expect((await embedder.info()).notes).toEqual([]);
      expect(asked("embeddings.bin")).toHaveLength(expected);
    }
  });

  test("without a manifest, samples name the space, and nothing but the wanted exit is downloaded; all that is kept, too", async () => {
    chromium.server.behaviour.hides = "nestvec-manifest.json";
    const visitor = await chromium.visitor();
    const load = async () => pageEmbedder(await chromium.plainPage(visitor), "/mini/", { threads: 1 });
    const embedder = await load();
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
    const wholes = chromium.server.log.filter(
      ({ path, method, range }) => path.endsWith(".bin") && method === "GET" && range === undefined,
    );
    expect(wholes.map(({ path }) => path).toSorted()).toEqual(["/mini/onnx/embeddings.bin", "/mini/onnx/to-layer-2.bin"]);

    chromium.server.behaviour.isDown = true;
    const offline = await load();
    expectGolden((await offline.embed([golden.text], { layer: 2 })).data, 2);
    expect((await offline.info()).identity).toBe((await embedder.info()).identity);
  });

  test("with a manifest, nothing is asked for that is not there, and the console stays empty", async () => {
    const page = await chromium.plainPage();
    const told: string[] = [];
    page.on("console", (message) => told.push(message.text()));
    const embedder = await pageEmbedder(page, "/mini/", { threads: 1 });
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
    expect(chromium.server.log.filter(({ status }) => status >= 400)).toEqual([]);
    expect(told).toEqual([]);
  });

  test.each([400, 401, 403])(
    "where the server answers %i for what is not there, a model without a manifest loads as with 404",
    async (status) => {
      Object.assign(chromium.server.behaviour, { hides: "nestvec-manifest.json", absentStatus: status });
      const embedder = await pageEmbedder(await chromium.plainPage(), "/mini/", { threads: 1 });
      expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
      expect((await embedder.info()).notes).toEqual([]);
    },
  );

  test("a graph that could not fit is refused before its download", async () => {
    const embedder = await pageEmbedder(await chromium.plainPage(), "/mini/", { threads: 1, memoryBytes: 40_000_000 });
    await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "MEMORY_EXCEEDED", details: { graph: "onnx/model_layer_6.onnx" } });
    expect(asked(".bin")).toEqual([]);
    expectGolden((await embedder.embed([golden.text], { layer: 2 })).data, 2);
  });

  test("of whichever scheme a URL is, it names a folder; one of a single thing does not", async () => {
    const page = await chromium.plainPage();
    await expect(pageEmbedder(page, "capacitor://localhost/models/", { threads: 1 })).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
    for (const url of ["blob:http://localhost/1", "data:,a"]) {
      const model = { code: "ARGUMENT_INVALID", details: { argument: "model", found: `the text "${url}"` } };
      await expect(pageEmbedder(await chromium.plainPage(), url, {})).rejects.toMatchObject(model);
    }
  });

  test("the URL of a graph stands for the model around it, and a dtype that is not there is told", async () => {
    const embedder = await pageEmbedder(await chromium.plainPage(), "/mini/onnx/model_layer_2.onnx", { threads: 1 });
    expect(await embedder.info()).toMatchObject({ name: "nestvec-mini", exits: [{ layer: 2, graph: "onnx/model_layer_2.onnx" }] });
    expectGolden((await embedder.embed([golden.text])).data, 2);
    await expect(pageEmbedder(await chromium.plainPage(), "/mini/", { dtype: "q8" })).rejects.toMatchObject({
      code: "GRAPH_UNAVAILABLE",
      details: { asked: 'dtype "q8"', available: [2, 3, 4, 6].map((layer) => `onnx/model_layer_${layer}.onnx`) },
    });
  });

  test("no model, a file in place of a folder, and no server are told", async () => {
    await expect(pageEmbedder(await chromium.plainPage(), "/models/", {})).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
    // Names on a model hub are paths below the page.
    await expect(pageEmbedder(await chromium.plainPage(), "BAAI/bge-small-en-v1.5", {})).rejects.toMatchObject({
      code: "MODEL_NOT_FOUND",
      message: expect.stringContaining("the address https://huggingface.co/ORG/NAME/resolve/main/") as string,
    });
    await expect(pageEmbedder(await chromium.plainPage(), "/mini/config.json", {})).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      details: { argument: "model" },
    });
    chromium.server.behaviour.isDown = true;
    await expect(pageEmbedder(await chromium.plainPage(), "/mini/", {})).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
  });
});
