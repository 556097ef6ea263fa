import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import type { Embedder } from "@nestvec/core";
import type { errorToData } from "@nestvec/core/remote";
import type { Page } from "playwright-core";
import { embedderBehind, type PageAnswer, type PageCall } from "./embedder-behind.ts";
import { mini } from "./folder-source.ts";
import { startStaticServer, type StaticServer } from "./static-server.ts";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

/** A page as a site without a bundler has it: an import map and a module, no build step. */
const plainPage = (entry: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <link rel="icon" href="data:," />
    <title>nestvec</title>
    <script type="importmap">
      {
        "imports": {
          "@nestvec/runtime-web": "/web/index.js",
          "@nestvec/runtime-web/webgpu": "/web/webgpu.js",
          "@nestvec/core": "/core/index.js",
          "@nestvec/core/onnx-runtime": "/core/onnx-runtime.js",
          "@nestvec/core/download": "/core/download.js",
          "@nestvec/core/remote": "/core/remote.js",
          "@nestvec/core/trusted-runtime": "/core/trusted-runtime.js",
          "@huggingface/tokenizers": "/tokenizers/tokenizers.mjs",
          "@noble/hashes/sha2.js": "/hashes/sha2.js"
        }
      }
    </script>
    <script type="module">
      import * as web from "${entry}";
      import { modelFiles } from "@nestvec/core";
      import { errorToData } from "@nestvec/core/remote";
      Object.assign(globalThis, { web, modelFiles, errorToData });
      document.documentElement.dataset.ready = "yes";
    </script>
  </head>
  <body></body>
</html>`;

/** The package's worker, in which threads never start: ONNX Runtime waits for them for good, as it has been seen to. */
const hangingWorker = `
  globalThis.Worker = class extends EventTarget { postMessage() {} terminate() {} };
  import "/web/worker.js";
`;

/** The package's worker, with a fault that comes up when it is to tokenize. */
const dyingWorker = `
  import "/web/worker.js";
  addEventListener("message", ({ data }) => {
    if (data.verb === "tokenize") throw new TypeError("a fault");
  });
`;

/** Serves the built package, core, the reference models and plain pages, and further folders by the beginning of their URL. */
export function startTestServer(more: Readonly<Record<string, string>> = {}): Promise<StaticServer> {
  return startStaticServer(
    {
      web: join(packageFolder, "dist"),
      core: join(packageFolder, "../core/dist"),
      tokenizers: join(packageFolder, "../core/node_modules/@huggingface/tokenizers/dist"),
      hashes: dirname(fileURLToPath(import.meta.resolve("@noble/hashes/sha2.js"))),
      models: fileURLToPath(referenceModels),
      mini,
      ...more,
    },
    {
      "/plain": plainPage("@nestvec/runtime-web"),
      "/webgpu": plainPage("@nestvec/runtime-web/webgpu"),
      "/hanging-worker.js": hangingWorker,
      "/dying-worker.js": dyingWorker,
    },
  );
}

/** Opens a page of the server and waits until its module has run. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
}

/** What `loadModel` takes, as far as it can be sent to a page. */
export interface PageOptions {
  readonly threads?: number;
  readonly isolation?: "none" | "thread";
  readonly workerUrl?: string;
  readonly cache?: "browser" | "none";
  readonly memoryBytes?: number;
  readonly createTimeoutMilliseconds?: number;
  readonly providers?: readonly { readonly name: string }[];
  readonly schedule?: { readonly deadlineMilliseconds?: number; readonly stateBytes?: number };
  readonly dtype?: "q8";
}

/** The page's own globals, as the functions below find them. */
interface PageGlobals {
  web: { loadModel(url: string, options: object): Promise<Embedder> };
  errorToData: typeof errorToData;
  embedder: Embedder;
  controllers: Map<number, AbortController>;
  progress: unknown[];
}

/** The embedder that `loadModel` gives in a page, as one of this process: its calls travel through the browser's debugger. */
export async function pageEmbedder(page: Page, url: string, options: PageOptions = {}): Promise<Embedder> {
  const load = (): Promise<PageAnswer> =>
    page.evaluate(
      async ([model, given]) => {
        const here = globalThis as unknown as PageGlobals;
        here.progress = [];
        here.controllers = new Map();
        const onProgress = (progress: unknown): void => void here.progress.push(progress);
        try {
          here.embedder = await here.web.loadModel(model as string, { ...(given as object), onProgress });
          return { answer: undefined };
        } catch (error) {
          return { error: here.errorToData(error) };
        }
      },
      [url, options] as const,
    );
  const call = (sent: PageCall): Promise<PageAnswer> =>
    page.evaluate(async ({ id, method, input, signalled }) => {
      const here = globalThis as unknown as PageGlobals;
      const controller = new AbortController();
      here.controllers.set(id, controller);
      const withSignal = input.map((argument, place) =>
        place === signalled ? { ...(argument as object), signal: controller.signal } : argument,
      );
      try {
        const found = await (here.embedder[method as "embed"] as unknown as (...all: unknown[]) => Promise<unknown>)(...withSignal);
        // The views of one buffer would arrive as so many arrays.
        const answers = [found].flat().map((answer) => {
          const { vectors: _vectors, tokenVectors: _tokenVectors, ...rest } = Object(answer) as Record<string, unknown>;
          return typeof answer === "object" && answer !== null && "data" in answer ? rest : answer;
        });
        return { answer: Array.isArray(found) ? answers : answers[0] };
      } catch (error) {
        return { error: here.errorToData(error) };
      } finally {
        here.controllers.delete(id);
      }
    }, sent);
  const abort = (id: number): Promise<void> =>
    page.evaluate((which) => (globalThis as unknown as PageGlobals).controllers.get(which)?.abort(), id);
  return embedderBehind(load, call, abort);
}

/** What `onProgress` was told in a page since its embedder was loaded. */
export const progressOf = (page: Page): Promise<readonly { readonly file: string; readonly from: string; readonly fileBytes: number }[]> =>
  page.evaluate(() => (globalThis as unknown as PageGlobals).progress as never);
