import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import type { Embedder } from "@nestvec/core";
import { connectEmbedder, type RemotePort } from "@nestvec/core/remote";
import type { Page } from "playwright-core";
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
      import { serveEmbedder } from "@nestvec/core/remote";
      Object.assign(globalThis, { web, modelFiles, serveEmbedder });
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
    if (data.method === "tokenize") throw new TypeError("a fault");
  });
`;

/** Serves the built package, core, the reference models and plain pages. */
export function startTestServer(): Promise<StaticServer> {
  return startStaticServer(
    {
      web: join(packageFolder, "dist"),
      core: join(packageFolder, "../core/dist"),
      tokenizers: join(packageFolder, "../core/node_modules/@huggingface/tokenizers/dist"),
      hashes: dirname(fileURLToPath(import.meta.resolve("@noble/hashes/sha2.js"))),
      models: fileURLToPath(referenceModels),
      mini,
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
  readonly worker?: boolean | string;
  readonly cache?: "browser" | "none";
  readonly memoryBytes?: number;
  readonly createTimeout?: number;
  readonly providers?: readonly { readonly name: string }[];
  readonly schedule?: { readonly deadlineMilliseconds: number };
}

/** The page's own globals, as the functions below find them. */
interface PageGlobals {
  web: { loadModel(url: string, options: object): Promise<Embedder> };
  serveEmbedder(port: RemotePort, open: () => Promise<Embedder>): void;
  toTest(message: unknown): void;
  fromTest(message: unknown): void;
  progress: unknown[];
}

/** The embedder that `loadModel` gives in a page, as one of this process: its calls travel through the browser's debugger. */
export async function pageEmbedder(page: Page, url: string, options: PageOptions = {}): Promise<Embedder> {
  let receive: ((message: unknown) => void) | undefined;
  if (!(await page.evaluate(() => "toTest" in globalThis))) await page.exposeFunction("toTest", (message: unknown) => receive?.(message));
  const port: RemotePort = {
    postMessage: (message) => void page.evaluate((sent) => (globalThis as unknown as PageGlobals).fromTest(sent), message),
    onMessage: (listener) => (receive = listener),
    onClose: (listener) => page.on("close", () => listener("the page was closed")),
    close: () => {},
  };
  const connected = connectEmbedder(port);
  // It may be refused before whoever called has begun to wait for it.
  connected.catch(() => {});
  await page.evaluate(
    ([model, given]) => {
      const here = globalThis as unknown as PageGlobals;
      here.progress = [];
      const onProgress = (progress: unknown): void => void here.progress.push(progress);
      const inPage = {
        postMessage: (message: unknown) => here.toTest(message),
        onMessage: (listener: (message: unknown) => void) => (here.fromTest = listener),
        onClose: () => {},
        close: () => {},
      };
      here.serveEmbedder(inPage, () => here.web.loadModel(model as string, { ...(given as object), onProgress }));
    },
    [url, options] as const,
  );
  return connected;
}

/** What `onProgress` was told in a page since its embedder was loaded. */
export const progressOf = (page: Page): Promise<readonly { readonly file: string; readonly from: string; readonly fileBytes: number }[]> =>
  page.evaluate(() => (globalThis as unknown as PageGlobals).progress as never);
