import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeModel } from "../describe/describe-model.ts";
import { readSpaces } from "./identity.ts";
import { memorySource } from "../files/memory-source.ts";
import { modelFiles } from "../graphs/model-files.ts";
import type { FileSource } from "../../runtime/runtime.ts";

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const mini = (path: string): Uint8Array => readFileSync(new URL(`../../../../model-mini/${path}`, import.meta.url));
const both: Readonly<Record<string, Uint8Array>> = {
  "tokenizer.json": mini("tokenizer.json"),
  "config.json": Buffer.from('{"hidden_size": 384, "num_hidden_layers": 6}'),
  "onnx/model.onnx": mini("onnx/model_layer_2.onnx"),
  "onnx/model_quantized.onnx": mini("onnx/model_layer_3.onnx"),
  ...Object.fromEntries(["embeddings", "to-layer-2", "to-layer-3"].map((name) => [`onnx/${name}.bin`, mini(`onnx/${name}.bin`)])),
};

test("the graph of another dtype has a name of its own, with a manifest of both and without", async () => {
  const weights = modelFiles(memorySource(both));
  const files: Record<string, object> = {};
  for (const [path, bytes] of Object.entries(both)) {
    const externalFiles = path.endsWith(".onnx") ? (await weights.externalFiles(path)).map((external) => external.path) : undefined;
    files[path] = { bytes: bytes.length, sha256: hash(bytes), externalFiles };
  }
  const manifest = { "nestvec-manifest.json": JSON.stringify({ version: 1, files }) };
  const names = new Set<string>();
  for (const source of [memorySource(both), memorySource({ ...both, ...manifest })])
    for (const dtype of ["fp32", "q8"] as const) names.add(await identityOf(source, dtype));
  expect(names.size).toBe(4);
  // A graph that the manifest lists besides is no part of the default one's name.
  const { "onnx/model_quantized.onnx": _other, ...alone } = files;
  const ofOne = { "nestvec-manifest.json": JSON.stringify({ version: 1, files: alone }) };
  expect(names).toContain(await identityOf(memorySource({ ...both, ...ofOne }), "fp32"));
});

async function identityOf(source: FileSource, dtype: "fp32" | "q8"): Promise<string> {
  const description = await describeModel(source, { dtype, pooling: "mean" });
  return (await readSpaces(modelFiles(source), description, async (bytes) => hash(bytes))).identity;
}
