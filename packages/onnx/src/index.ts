export type { DeclaredValue } from "./header/declared-values.ts";
export type { WeightsFile } from "./header/external-data.ts";
export type { GraphFile } from "./header/file-window.ts";
export { readGraphHeader, type GraphHeader } from "./header/graph-header.ts";
export type { OutputQuantization } from "./header/output-quantization.ts";
export { readGraphParts, type GraphParts } from "./header/graph-parts.ts";
export type { GraphTensor } from "./header/graph-tensors.ts";
export { GraphFileError } from "./header/graph-file-error.ts";
export { profiledRuns, type ProfiledNode, type Shape } from "./profile/profile.ts";
