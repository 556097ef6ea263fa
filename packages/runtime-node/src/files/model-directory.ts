import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { invalidArgument, NestvecError } from "@nestvec/core";
import { hubSnapshot } from "./hub-snapshot.ts";
import { installedFile } from "./package-files.ts";

/**
 * The folder in which a model's files are looked for. A folder called `onnx` stands for the one around it, where the tokenizer and
 * the configuration of a published model are, unless it is a whole model itself; a repository in the hub's cache for its snapshot.
 * @throws NestvecError MODEL_NOT_FOUND, ARGUMENT_INVALID
 */
export async function modelDirectory(given: string | URL): Promise<string> {
  const model = pathOf(given);
  if (model === "nestvec-mini") return bundledModel();
  const path = resolve(model);
  if (!(await isFolder(path))) {
    throw new NestvecError("MODEL_NOT_FOUND", { model, looked: [`a folder ${path}`, `the bundled "nestvec-mini"`], noFolder: path });
  }
  return basename(path) === "onnx" && !(await isFolder(join(path, "onnx"))) ? dirname(path) : hubSnapshot(path);
}

/** The path that a model was given as. @throws NestvecError ARGUMENT_INVALID */
export function pathOf(model: unknown): string {
  // Not by its class: what comes from a test runner's context is of another realm.
  const name = Object.prototype.toString.call(model) === "[object URL]" ? String(model) : model;
  const expected = `the path or the file: URL of a model's folder or graph, "nestvec-mini", or ORG/NAME, a repository of the hub`;
  if (typeof name !== "string" || name === "") throw invalidArgument("model", model, expected);
  const scheme = /^(?:(file):\/|([a-z][a-z0-9+.-]*):\/\/)/i.exec(name)?.slice(1).join("").toLowerCase();
  if (scheme === undefined) return name;
  try {
    if (scheme === "file") return fileURLToPath(name);
  } catch (cause) {
    throw new NestvecError(
      "ARGUMENT_INVALID",
      { argument: "model", found: `${JSON.stringify(name)}, which names no file here`, expected },
      { cause },
    );
  }
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "model",
    found: `${JSON.stringify(name)}; a repository of the hub is given as ORG/NAME`,
    expected,
  });
}

/** Whether there is a folder at a path. */
export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** @throws NestvecError MODEL_NOT_FOUND where the package was not installed, or was left behind by whoever bundled the application */
function bundledModel(): string {
  const file = installedFile("@nestvec/model-mini/package.json");
  if (typeof file === "string") return dirname(file);
  const looked = [
    `the package @nestvec/model-mini (${file.problem}); an application that is built into one file passes the model's folder`,
  ];
  throw new NestvecError("MODEL_NOT_FOUND", { model: "nestvec-mini", looked });
}
