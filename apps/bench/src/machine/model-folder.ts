import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of a model by what the user calls it: a path, or `nestvec-mini`, the bundled one. */
export const modelFolder = (name: string): string =>
  name === "nestvec-mini" ? dirname(fileURLToPath(import.meta.resolve("@nestvec/model-mini/package.json"))) : resolve(name);
