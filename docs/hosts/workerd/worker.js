import { loadModel } from "@nestvec/runtime-web";
import wasm from "./ort-wasm-simd-threaded.wasm";

// A worker may not compile WebAssembly, only instantiate modules that were deployed with it.
const { instantiate } = WebAssembly;
const instantiateDeployed = async (_, imports) => ({ module: wasm, instance: await instantiate(wasm, imports) });
Object.assign(WebAssembly, { instantiate: instantiateDeployed, instantiateStreaming: instantiateDeployed });

// Nothing is fetched: ONNX Runtime's own file is the module above, and the model's files are bindings.
const options = { isolation: "none", cache: "none", wasmPaths: { wasm: "data:application/wasm;base64," } };
let loading;

export default {
  async fetch(request, files) {
    const embedder = await (loading ??= loadModel(files, options));
    const { searchParams } = new URL(request.url);
    const { similarity } = await embedder.similarity(searchParams.get("left") ?? "", searchParams.get("right") ?? "");
    return Response.json({ similarity });
  },
};
