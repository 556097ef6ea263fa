import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels, testRuntime, type ReferenceModel } from "@nestvec/conformance";
import type { FileSource } from "@nestvec/core";
import { after, sha256 } from "../platform/node-platform.ts";
import { cacheStore } from "../platform/cache-store.ts";
import { directory } from "../files/directory.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { nodeRuntime } from "./node-runtime.ts";

const mini = await modelDirectory("nestvec-mini");
const source = (model: ReferenceModel): FileSource =>
  directory(model === "nestvec-mini" ? mini : fileURLToPath(new URL(model, referenceModels)));
const platform = { clock: () => performance.now(), after, digest: sha256, store: cacheStore(join(tmpdir(), "nestvec-runtime-cache")) };

// The same laws and tolerances as for the binary.
testRuntime(() => nodeRuntime({ runtime: "wasm" }), { provider: "wasm", source, platform });
