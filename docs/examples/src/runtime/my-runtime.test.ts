import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { embedderLaws, referenceModels, sessionLaws } from "@nestvec/conformance";
import { openModel } from "@nestvec/core";
import { after, cacheStore, directory } from "@nestvec/runtime-node";
import { myRuntime } from "./my-runtime.ts";

// That the example works. All the laws, as laws.ts has them, take longer and are run by the tests of runtime-node.
const tiny = directory(fileURLToPath(new URL("tiny-modernbert", referenceModels)));
const platform = {
  clock: () => performance.now(),
  after,
  digest: async (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
  store: cacheStore(join(tmpdir(), "nestvec-my-runtime")),
};
sessionLaws({ makeRuntime: myRuntime, provider: "cpu", platform, tokenizerSource: tiny });
embedderLaws("tiny-modernbert on the example's runtime", () => openModel(tiny, {}, { ...platform, runtime: myRuntime() }));
