import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "@nestvec/onnxruntime";

// Any ONNX graph. This one comes with @nestvec/model-mini.
const file = fileURLToPath(import.meta.resolve("@nestvec/model-mini/onnx/model_layer_2.onnx"));
const session = await InferenceSession.create(file, { executionProviders: ["cpu"] });

const input_ids = new Tensor("int64", [101n, 7592n, 102n], [1, 3]);
const attention_mask = new Tensor("int64", [1n, 1n, 1n], [1, 3]);
const { sentence_embedding } = await session.run({ input_ids, attention_mask });
console.log(sentence_embedding?.dims.join(" × "));

await session.release();
