import { NestvecError } from "../../errors/nestvec-error.ts";
import { field, listOf, optional, pathInside, text } from "../../config/config-readers.ts";
import type { ConfigValue } from "../../config/config-value.ts";

const pooledKinds = ["Dense", "LayerNorm", "Normalize"] as const;

/** A module of Sentence Transformers that works on pooled vectors. */
export interface PooledModule {
  readonly kind: (typeof pooledKinds)[number];
  /** The folder with its closing slash; empty for the root. */
  readonly folder: string;
}

/** What `modules.json` of Sentence Transformers says of the steps from text to vector. */
export interface ModulesConfig {
  readonly file: string;
  /** The folder of the transformer with its closing slash; empty for the root. */
  readonly transformerFolder: string;
  /** The folder of a StaticEmbedding with its closing slash, where one stands in the place of the transformer. */
  readonly staticFolder: string | undefined;
  /** The folder of the pooling module with its closing slash, where there is one. */
  readonly poolingFolder: string | undefined;
  /** The modules after the pooling, in their order. */
  readonly afterPooling: readonly PooledModule[];
  /** Types, with their folders, of the modules that are not applied here, or not in their place. */
  readonly unsupported: readonly string[];
  /** A Transformer of a model's own code, which is one only if the model has tasks. */
  readonly ownTransformer: string | undefined;
  /** Whether vectors are scaled to length 1 at last. */
  readonly normalizes: boolean;
}

// Dropout does nothing outside training.
const supported = ["Transformer", "StaticEmbedding", "Pooling", ...pooledKinds, "Dropout"];

/** The module of jina-embeddings-v3's own code: a Transformer that is told the task. */
const taskTransformer = "custom_st.Transformer";

/** Reads modules.json. @throws NestvecError CONFIG_INVALID */
export function parseModules(at: ConfigValue): ModulesConfig {
  const modules = listOf((module) => ({
    name: moduleName(field(module, "type", text)),
    folder: field(module, "path", folder),
    type: field(module, "type", text),
  }))(at);
  const firstOf = (name: string): number => modules.findIndex((module) => module.name === name);
  const [transformer, pooling] = [firstOf("Transformer"), firstOf("Pooling")];
  // A second transformer or pooling, and what comes before the vectors that it works on.
  const isMisplaced = (name: string, index: number): boolean =>
    (name === "Transformer" && index !== transformer) ||
    (name === "StaticEmbedding" && index !== 0) ||
    (name === "Pooling" && index !== pooling) ||
    (pooledKinds.some((kind) => kind === name) && index < pooling);
  const afterPooling = modules.flatMap(({ name, folder: path }) => {
    const kind = pooledKinds.find((candidate) => candidate === name);
    return kind === undefined ? [] : [{ kind, folder: path }];
  });
  const refused = modules.filter(({ name }, index) => name === undefined || isMisplaced(name, index));
  return {
    file: at.file,
    transformerFolder: modules[transformer]?.folder ?? "",
    staticFolder: modules[0]?.name === "StaticEmbedding" ? modules[0].folder : undefined,
    poolingFolder: modules[pooling]?.folder,
    afterPooling,
    ownTransformer: modules.find(({ type }) => type === taskTransformer)?.type,
    unsupported: refused.map(({ type, folder: path }) => (path === "" ? type : `${type} (${path.slice(0, -1)})`)),
    normalizes: afterPooling.at(-1)?.kind === "Normalize",
  };
}

/** `hasTasks`: whether the model can be told a task. @throws NestvecError MODULE_UNSUPPORTED for the first module that is not applied here */
export function refuseUnsupportedModules({ file, unsupported, ownTransformer }: ModulesConfig, hasTasks: boolean): void {
  const [module] = hasTasks || ownTransformer === undefined ? unsupported : [ownTransformer];
  if (module !== undefined) throw new NestvecError("MODULE_UNSUPPORTED", { file, module, supported });
}

/** The class of a supported module of Sentence Transformers: `sentence_transformers.models.Pooling`, since 5.4 `…sentence_transformer.modules.pooling.Pooling`. */
function moduleName(type: string): string | undefined {
  const name = type.slice(type.lastIndexOf(".") + 1);
  if (type === taskTransformer) return "Transformer";
  return type.startsWith("sentence_transformers.") && supported.includes(name) ? name : undefined;
}

function folder(at: ConfigValue): string {
  const path = at.value === "" || at.value === "." ? undefined : optional(pathInside)(at);
  return path === undefined ? "" : `${path}/`;
}
