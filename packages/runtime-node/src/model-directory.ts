import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NestvecError } from "@nestvec/core";
import { shown } from "./shown.ts";

/**
 * The folder in which a model's files are looked for. A folder called `onnx` stands for the one around it, where the tokenizer and
 * the configuration of a published model are, unless it is a whole model itself.
 * @throws NestvecError MODEL_NOT_FOUND, ARGUMENT_INVALID
 */
export async function modelDirectory(model: string): Promise<string> {
  if (typeof model !== "string" || model === "") {
    const expected = `the path of a model's folder, or "nestvec-mini"`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "model", found: shown(model), expected });
  }
  if (model === "nestvec-mini") return bundledModel();
  const path = resolve(model);
  if (!(await isFolder(path))) {
    throw new NestvecError("MODEL_NOT_FOUND", { model, looked: [`a folder ${path}`, `the bundled "nestvec-mini"`] });
  }
  return basename(path) === "onnx" && !(await isFolder(join(path, "onnx"))) ? dirname(path) : path;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

function bundledModel(): string {
  return dirname(fileURLToPath(import.meta.resolve("@nestvec/model-mini/package.json")));
}
