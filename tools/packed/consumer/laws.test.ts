// The conformance package as somebody who writes a runtime has it: its laws and the model that comes with it, from the tarball.
import { fileURLToPath } from "node:url";
import { embedderLaws, referenceModels } from "@nestvec/conformance";
import { loadModel } from "@nestvec/runtime-node";

embedderLaws("tiny-modernbert", () => loadModel(fileURLToPath(new URL("tiny-modernbert", referenceModels))));
