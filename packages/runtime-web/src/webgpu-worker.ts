// What a Web Worker of `loadModel` runs with WebGPU, whole in one file. @see worker.ts
import { webgpuBuild } from "./gpu/webgpu-build.ts";
import { serveWorker } from "./worker/serve.ts";

serveWorker(webgpuBuild);
