// What a Web Worker of `loadModel` runs, whole in one file. A site that builds its workers itself gives its own, made of this, as `worker`.
import { wasmBuild } from "./onnxruntime/web-runtime.ts";
import { serveWorker } from "./worker/serve.ts";

serveWorker(wasmBuild);
