import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels, testRuntime } from "@nestvec/conformance";
import { after, cacheStore, directory } from "@nestvec/runtime-node";
import { myRuntime } from "./my-runtime.ts";

const mini = new URL(".", import.meta.resolve("@nestvec/model-mini/package.json"));

testRuntime(() => myRuntime(), {
  provider: "cpu",
  source: (model) => directory(fileURLToPath(model === "nestvec-mini" ? mini : new URL(model, referenceModels))),
  platform: {
    clock: () => performance.now(),
    after,
    digest: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
    store: cacheStore(join(tmpdir(), "nestvec-my-runtime")),
  },
});
