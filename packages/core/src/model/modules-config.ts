import { NestvecError } from "../errors/nestvec-error.ts";
import { field, listOf, optional, pathInside, text } from "../config/config-readers.ts";
import type { ConfigValue } from "../config/config-value.ts";

/** What `modules.json` of Sentence Transformers says of the steps from text to vector. */
export interface ModulesConfig {
  readonly file: string;
  /** The folder of the transformer with its closing slash; empty for the root. */
  readonly transformerFolder: string;
  /** The folder of the pooling module with its closing slash, where there is one. */
  readonly poolingFolder: string | undefined;
  /** Folders, or types where a module has no folder, of the modules that are not applied here. */
  readonly unsupported: readonly string[];
  /** Whether vectors are scaled to length 1. */
  readonly normalizes: boolean;
}

// Dropout does nothing outside training.
const supported = ["Transformer", "Pooling", "Normalize", "Dropout"];

/** Reads modules.json. @throws NestvecError CONFIG_INVALID */
export function parseModules(at: ConfigValue): ModulesConfig {
  const modules = listOf((module) => ({
    name: moduleName(field(module, "type", text)),
    folder: field(module, "path", folder),
    type: field(module, "type", text),
  }))(at);
  const [, ...laterPoolings] = modules.filter(({ name }) => name === "Pooling");
  const refused = modules.filter((module) => module.name === undefined || laterPoolings.includes(module));
  return {
    file: at.file,
    transformerFolder: modules.find(({ name }) => name === "Transformer")?.folder ?? "",
    poolingFolder: modules.find(({ name }) => name === "Pooling")?.folder,
    unsupported: refused.map((module) => module.folder.slice(0, -1) || module.type),
    normalizes: modules.some(({ name }) => name === "Normalize"),
  };
}

/** @throws NestvecError MODULE_UNSUPPORTED for the first module that is not applied here */
export function refuseUnsupportedModules({ file, unsupported }: ModulesConfig): void {
  const [module] = unsupported;
  if (module !== undefined) throw new NestvecError("MODULE_UNSUPPORTED", { file, module, supported });
}

/** The class of a supported module of Sentence Transformers: `sentence_transformers.models.Pooling`, since 5.4 `…sentence_transformer.modules.pooling.Pooling`. */
function moduleName(type: string): string | undefined {
  const name = type.slice(type.lastIndexOf(".") + 1);
  return type.startsWith("sentence_transformers.") && supported.includes(name) ? name : undefined;
}

function folder(at: ConfigValue): string {
  const path = at.value === "" ? undefined : optional(pathInside)(at);
  return path === undefined ? "" : `${path}/`;
}
