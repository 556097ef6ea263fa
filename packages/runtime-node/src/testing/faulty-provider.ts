import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExecutionProvider } from "@nestvec/core";
import { temporaryFolder } from "./model-copies.ts";

/** What is wrong with a made-up provider. */
export type Fault = "none" | "throws" | "hangs" | "waits" | "crashes" | "wrong" | "lost";

/**
 * A provider's module in a file of its own, which runs graphs on the processor and has a fault. It is a real one: what is wrong happens in the native
 * session that it is asked for. Of a "lost" device, runs fail while a file named `lost` lies beside the module.
 */
export async function faultyProvider(fault: Fault, more: Partial<ExecutionProvider> = {}): Promise<ExecutionProvider & { folder: string }> {
  const folder = await temporaryFolder();
  const file = join(folder, "provider.mjs");
  await writeFile(file, moduleText(new URL("../../../onnxruntime/dist/index.js", import.meta.url).href));
  return { name: "faulty", module: pathToFileURL(file).href, options: { fault }, ...more, folder };
}

const moduleText = (binding: string): string => `
import { existsSync } from "node:fs";
import { loadBinding } from ${JSON.stringify(binding)};

const isLost = () => existsSync(new URL("lost", import.meta.url));
const binding = await loadBinding();
const { InferenceSession } = binding;

binding.InferenceSession = class {
  session = new InferenceSession();
  fault = undefined;
  get inputMetadata() { return this.session.inputMetadata; }
  get outputMetadata() { return this.session.outputMetadata; }
  loadModel(...given) {
    const options = given.at(-1);
    const [provider] = options.executionProviders ?? [];
    if (provider?.name === "faulty") this.fault = provider.fault;
    const own = provider?.name === "faulty" ? { ...options, executionProviders: ["cpu"] } : options;
    this.session.loadModel(...given.slice(0, -1), own);
  }
  run(...given) {
    if (this.fault === "lost" && isLost()) throw new Error("the device is lost");
    const answer = this.session.run(...given);
    if (this.fault === "wrong") for (const { data } of Object.values(answer)) data[1] += 1;
    return answer;
  }
  dispose() { this.session.dispose(); }
};

export const executionProvider = {
  async obstacle({ fault }) {
    if (fault === "throws") throw new Error("its driver is of another version");
    if (fault === "hangs") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (fault === "waits") await new Promise((resolve) => setTimeout(resolve, 1e9));
    if (fault === "crashes") process.kill(process.pid, "SIGSEGV");
    return isLost() ? "the device is gone" : undefined;
  },
  sessionOption: (options) => ({ name: "faulty", ...options }),
};
`;
