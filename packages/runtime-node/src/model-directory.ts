import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NestvecError } from "@nestvec/core";

/**
 * The folder in which a model's files are looked for. A folder called `onnx` stands for the one around it, where the
 * tokenizer and the configuration of a published model are.
 * @throws NestvecError MODEL_NOT_FOUND
 */
export async function modelDirectory(model: string): Promise<string> {
  if (model === "nestvec-mini") return bundledModel();
  const path = resolve(model);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new NestvecError("MODEL_NOT_FOUND", { model, looked: [`a folder ${path}`, `the bundled "nestvec-mini"`] });
  return basename(path) === "onnx" ? dirname(path) : path;
}

function bundledModel(): string {
  return dirname(fileURLToPath(import.meta.resolve("@nestvec/model-mini/package.json")));
}
