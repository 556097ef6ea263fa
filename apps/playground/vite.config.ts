import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const headers: Readonly<Record<string, string>> = JSON.parse(readFileSync(new URL("headers.json", import.meta.url), "utf8"));
const model = dirname(fileURLToPath(import.meta.resolve("@nestvec/model-mini/package.json")));

/** The model's files, as paths below its folder: what is needed to run it, and its papers. */
const modelFiles = readdirSync(model, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /^(NOTICE|(?!package|golden)[\w-]+\.json|onnx\/.+)$/.test(path));

/** The bundled model as static files of the page, at `model/`. */
const withModel: Plugin = {
  name: "with-model",
  generateBundle() {
    for (const path of modelFiles) this.emitFile({ type: "asset", fileName: `model/${path}`, source: readFileSync(join(model, path)) });
  },
  configureServer(server) {
    server.middlewares.use("/model", (request, response, next) => {
      const path = (request.url ?? "").slice(1).split("?")[0] ?? "";
      if (!modelFiles.includes(path)) return next();
      response.end(readFileSync(join(model, path)));
    });
  },
};

/** The policy inside the page, for hosts that send no headers of ours. Where it is framed, only a header can say. */
const withPolicy: Plugin = {
  name: "with-policy",
  apply: "build",
  transformIndexHtml: () => {
    const content = (headers["content-security-policy"] ?? "").replace(/; frame-ancestors [^;]+/, "");
    return [{ tag: "meta", attrs: { "http-equiv": "content-security-policy", content }, injectTo: "head-prepend" }];
  },
};

/** Writes into the service worker which files make the page. The model keeps its own files. */
const withFileList: Plugin = {
  name: "with-file-list",
  apply: "build",
  enforce: "post",
  generateBundle(_options, bundle) {
    const worker = bundle["service-worker.js"];
    if (worker?.type !== "chunk") throw new TypeError("the build has no service-worker.js");
    // What else is imported as it runs is the library's way without a worker, which this page never goes.
    const ofEveryModel = /\/embedder-verbs-[^/]*$/;
    const chunks = new Set<string>();
    const add = (name: string): void => {
      const chunk = bundle[name];
      if (chunk?.type !== "chunk" || chunks.has(name)) return;
      chunks.add(name);
      for (const imported of chunk.imports) add(imported);
      for (const imported of chunk.dynamicImports) if (ofEveryModel.test(imported)) add(imported);
    };
    for (const output of Object.values(bundle)) if (output.type === "chunk" && output.isEntry && output !== worker) add(output.fileName);
    const assets = Object.values(bundle).filter(({ type, fileName }) => type === "asset" && !fileName.startsWith("model/"));
    const files = new Set(["index.html", "icon.svg", ...chunks, ...assets.map(({ fileName }) => fileName)]);
    worker.code = worker.code.replace(/["'`]__FILES_OF_THE_PAGE__["'`]/, JSON.stringify([...files].toSorted()));
  },
};

/** One file a function: of the library's one file, tables that are made as it loads would be in the page, too. */
const statistics = join(dirname(fileURLToPath(import.meta.resolve("simple-statistics"))), "../index.js");

export default defineConfig({
  // Relative, so that the page can lie at any path of any host.
  base: "./",
  plugins: [withModel, withPolicy, withFileList],
  resolve: { alias: { "simple-statistics": statistics } },
  optimizeDeps: { exclude: ["@nestvec/runtime-web"] },
  server: { headers: { ...headers, "content-security-policy": "" } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    target: "es2022",
    // The first with light-dark().
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    // The page states the size of what it loads; a warning about WebAssembly says nothing new.
    chunkSizeWarningLimit: 1024,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /[\\/]simple-statistics[\\/]/, sideEffects: false }] },
      input: { page: "index.html", "service-worker": "src/service-worker/service-worker.ts" },
      output: { entryFileNames: ({ name }) => (name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js") },
    },
  },
});
