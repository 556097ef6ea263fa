import type { FileSource } from "../../runtime/runtime.ts";
import { readConfig, readConfigFile } from "../../config/config-file.ts";
import { configInvalid } from "../../config/config-value.ts";
import { isExitConfig, parseExitConfig, type ExitConfig } from "./exit-config.ts";
import { matryoshkaConfigPath, parseMatryoshkaConfig, type MatryoshkaConfig } from "./matryoshka-config.ts";
import { parseRepresentationContract, type RepresentationContract } from "./representation-contract.ts";
import { parseTransformerConfig, type TransformerConfig } from "./transformer-config.ts";

/** The files that describe the shape of a model's graphs. */
export interface ShapeFiles {
  /** config.json of transformers, where there is one. */
  readonly transformer: TransformerConfig | undefined;
  /** config.json of an exit, where its folder has one. */
  readonly exit: ExitConfig | undefined;
  /** What config.json or matryoshka_config.json says of how hidden states become vectors. */
  readonly contract: RepresentationContract | undefined;
  readonly matryoshka: MatryoshkaConfig | undefined;
}

/** Both kinds of config.json have the same name: the first of each kind counts. What `known` says goes before. @throws NestvecError CONFIG_INVALID */
export async function readShapes(source: FileSource, folders: Iterable<string>, known?: ShapeFiles): Promise<ShapeFiles> {
  let { transformer, exit, contract } = known ?? {};
  const matryoshka = known === undefined ? await readConfig(source, matryoshkaConfigPath, parseMatryoshkaConfig) : known.matryoshka;
  for (const folder of folders) {
    const at = await readConfigFile(source, `${folder}config.json`);
    if (at === undefined) continue;
    if (isExitConfig(at)) exit ??= parseExitConfig(at);
    else {
      transformer ??= parseTransformerConfig(at);
      contract ??= parseRepresentationContract(at);
    }
  }
  const other = matryoshka?.contract;
  if (contract !== undefined && other !== undefined && contract.normalizesExits !== other.normalizesExits) {
    const at = { file: other.file, key: "representation_contract.intermediate_normalization", value: undefined };
    throw configInvalid(at, `that of ${contract.file}`, "another one");
  }
  return { transformer, exit, contract: contract ?? other, matryoshka };
}
