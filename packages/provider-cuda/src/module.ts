import type { ExecutionProviderModule } from "@nestvec/core";
import { libraryFolder, listSupportedBackends, providerProblem, sharedLibraryProblem } from "@nestvec/onnxruntime";
import { missingLibraries } from "./libraries.ts";

type Options = Parameters<ExecutionProviderModule["sessionOption"]>[0];

/** ONNX Runtime's session option. Its Node binding passes nothing on but the device. */
const sessionOption = ({ device = 0 }: Options): { readonly name: string; readonly deviceId: number } => ({
  name: "cuda",
  deviceId: Number(device),
});

/** What the libraries need besides NVIDIA's driver. */
const runtimeLibraries: readonly string[] = ["libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcurand.so.10"];

/** What runs where the graphs are opened. */
export const executionProvider: ExecutionProviderModule = {
  async obstacle(options) {
    const built = (await listSupportedBackends()).some(({ name }) => name === "cuda");
    const folder = libraryFolder();
    if (!built || folder === undefined)
      return `ONNX Runtime's Node binding loads CUDA on linux x64 alone, and this is ${process.platform} ${process.arch}; @nestvec/provider-webgpu runs on other systems`;
    const missing = await missingLibraries(folder);
    if (missing.length > 0)
      return `ONNX Runtime's CUDA libraries are not in ${folder} (${missing.join(", ")}): npx provider-cuda fetch puts them there`;
    const driver = sharedLibraryProblem("libcuda.so.1");
    if (driver !== undefined)
      return `NVIDIA's driver is not installed (${driver}); CUDA 13 needs version 580 or later, and a container has to be given the GPU (--gpus all)`;
    const problems = runtimeLibraries.flatMap((name) => (sharedLibraryProblem(name) === undefined ? [] : [name]));
    if (problems.length > 0)
      return `CUDA 13's libraries are not found (${problems.join(", ")}): install CUDA 13 and cuDNN 9, and put their folders into LD_LIBRARY_PATH`;
    return shortened(await providerProblem(sessionOption(options)));
  },
  sessionOption,
};

/** Of CUDA's own failures, ONNX Runtime says mostly where they were noticed. */
const shortened = (problem: string | undefined): string | undefined =>
  /CUDA failure \d+: [^;]+?(?= ;|;|$)/.exec(problem ?? "")?.[0] ?? problem;
