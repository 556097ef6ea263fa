// What the compiler and tables of vectors need of core beside what everyone may use.
export { readConfigFile } from "./config/config-file.ts";
export { count, field, flag, listOf, oneOf, optional, text, type Reader } from "./config/config-readers.ts";
export { configInvalid, member, type ConfigValue } from "./config/config-value.ts";
export type { DenseModule, Projection } from "./model/settings/projection.ts";
export { compiledFormat, compiledModelPath, pooledModes, roundedSpace, stageValues, weightTypes } from "./model/settings/compiled-model.ts";
export { readSourceFacts, type SourceFacts, type SourceOptions } from "./model/describe/source-facts.ts";
export { copiedFiles, type CopiedFile } from "./model/describe/source-files.ts";
export { readSafetensorsHeader, type SafetensorsEntry, type SafetensorsHeader } from "./safetensors/safetensors-header.ts";
export { readFloatRange } from "./safetensors/safetensors-tensor.ts";
export { quantizedLayout } from "./model/settings/quantized-model.ts";
export { graphContents } from "./model/identity/graph-contents.ts";
export { float16ToFloat32 } from "./runtime/float16.ts";
export { largestFloat16, toFloat16 } from "./runtime/float16-bits.ts";
export { repositoryOf } from "./model/facts/stated-facts.ts";
