import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of nestvec-mini. */
export const bundledModel: string = dirname(fileURLToPath(import.meta.resolve("@nestvec/model-mini/package.json")));
