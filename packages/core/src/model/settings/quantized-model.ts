import { field, optional, text } from "../../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../../config/config-value.ts";
import { compiledFormat, parseCompiledModel, type ParsedCompiledModel } from "./compiled-model.ts";
import { readQuantization, type CompiledQuantization } from "./quantization.ts";

/** What `nestvec.json` says of a model with published graphs whose products were changed to int8. All else is in the files that its source has, too. */
export interface QuantizedModel {
  /** What quantized it, and its version. */
  readonly compiler: string;
  /** Names the graphs and weights that it was made from. */
  readonly sourceDigest: string;
  /** The known repository that its source is, where it is one: a folder of another name does not say it. */
  readonly repository: string | undefined;
  /** By the path of a graph: what the source's graph there and its weights hold, of which the names of spaces are made. */
  readonly sourceGraphs: ReadonlyMap<string, string>;
  readonly quantization: CompiledQuantization;
}

/** What the name of a space ends with where products are in int8. */
export const int8Space = "/int8";

/** What `layout` of nestvec.json says of published graphs. */
export const quantizedLayout = "published";

/** What a model's nestvec.json describes: a compiled model, or one with published graphs in int8. */
export type DescribedModel = { readonly compiled: ParsedCompiledModel } | { readonly quantized: QuantizedModel };

/** Reads nestvec.json. @throws NestvecError CONFIG_INVALID */
export function parseDescribedModel(at: ConfigValue): DescribedModel {
  const layout = member(at, "layout");
  if (layout.value === undefined) return { compiled: parseCompiledModel(at) };
  if (layout.value !== quantizedLayout) throw configInvalid(layout, `"${quantizedLayout}", or left out for a compiled model`);
  const version = member(at, "format_version");
  if (version.value !== compiledFormat)
    throw configInvalid(version, `${compiledFormat}, the only version that is known here: quantize the model again`);
  const graphs = members(member(at, "source_graphs")).map((graph) => [graph.name, text(graph)] as const);
  return {
    quantized: {
      compiler: field(at, "compiler", text),
      sourceDigest: field(at, "source_digest", text),
      repository: field(at, "repository", optional(text)),
      sourceGraphs: new Map(graphs),
      quantization: field(at, "quantization", readQuantization),
    },
  };
}
