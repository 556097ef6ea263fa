import { NestvecError } from "../errors/nestvec-error.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { firstPresent, readConfig, readConfigFile } from "../config/config-file.ts";
import { isExitConfig, parseExitConfig, type ExitConfig } from "./exit-config.ts";
import { findExits } from "./find-exits.ts";
import { parseModelConfig, type ModelConfig } from "./model-config.ts";
import type { ExitDescription } from "./model-description.ts";
import { folderOf } from "../config/relative-path.ts";
import { parseTransformerConfig, type TransformerConfig } from "./transformer-config.ts";

/** Where a model's graphs are, and the files that describe their shape. */
export interface Layout {
  readonly exits: readonly ExitDescription[];
  readonly missingLayers: readonly number[];
  /** `model_config.json`; undefined for a model of one exit that has none. */
  readonly config: ModelConfig | undefined;
  /** config.json of transformers, where there is one. */
  readonly transformer: TransformerConfig | undefined;
  /** config.json of the exit, where the source is the folder of one exit. */
  readonly exit: ExitConfig | undefined;
}

const configPaths = ["onnx/model_config.json", "model_config.json"];
const graphPaths = ["onnx/model.onnx", "model.onnx"];

/**
 * Finds a model in a source: one with `model_config.json`, in `onnx/` or at the root, or one with a single `model.onnx`.
 * @throws NestvecError MODEL_NOT_FOUND, FILE_MISSING, CONFIG_INVALID
 */
export async function findLayout(source: FileSource, transformerFolder: string): Promise<Layout> {
  const configPath = await firstPresent(source, configPaths);
  const graph = await firstPresent(source, graphPaths);
  const found = configPath ?? graph;
  if (found === undefined) throw new NestvecError("MODEL_NOT_FOUND", { model: source.name, looked: [...configPaths, ...graphPaths] });
  const { transformer, exit } = await readShapes(source, new Set([transformerFolder, "", folderOf(found)]));
  const config = await readConfig(source, configPath, (at) => parseModelConfig(at, transformer));
  if (config !== undefined) {
    return { ...(await findExits(source, config)), config, transformer, exit: undefined };
  }
  const layer = exit?.layer ?? transformer?.layers ?? 1;
  return { exits: [{ layer, graph: found }], missingLayers: [], config: undefined, transformer, exit };
}

/** Both kinds of config.json have the same name: the first of each kind counts. */
async function readShapes(source: FileSource, folders: Iterable<string>): Promise<Pick<Layout, "transformer" | "exit">> {
  let transformer: TransformerConfig | undefined;
  let exit: ExitConfig | undefined;
  for (const folder of folders) {
    const at = await readConfigFile(source, `${folder}config.json`);
    if (at === undefined) continue;
    if (isExitConfig(at)) exit ??= parseExitConfig(at);
    else transformer ??= parseTransformerConfig(at);
  }
  return { transformer, exit };
}
