// What a Web Worker of `loadModel` runs with WebGPU, whole in one file. @see worker.ts
import { webgpuBuild } from "./onnxruntime/webgpu-build.ts";
import { serveWorker } from "./worker/serve.ts";

serveWorker(webgpuBuild);
