import { fileURLToPath } from "node:url";
import { referenceModels, testRuntime } from "@nestvec/conformance";
import { after, cacheStore, directory, modelPlace, nodeRuntime, sha256 } from "@nestvec/runtime-node";

const mini = await modelPlace("nestvec-mini");
const source = (model) => directory(model === "nestvec-mini" ? mini.folder : fileURLToPath(new URL(model, referenceModels)));
const platform = { clock: () => performance.now(), after, digest: sha256, store: cacheStore("node_modules/.nestvec") };
testRuntime(() => nodeRuntime(), { provider: process.env.NESTVEC_TEST_PROVIDER ?? "cpu", source, platform });
