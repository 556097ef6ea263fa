import { fileURLToPath } from "node:url";
import { embedderLaws, referenceModels } from "@nestvec/conformance";
import { loadModel } from "@nestvec/runtime-node";

const folder = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels)); // or the folder of your model

embedderLaws("my model", () => loadModel(folder));
