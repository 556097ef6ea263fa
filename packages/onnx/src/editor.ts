// Graphs in memory, to be changed.
export { changedModel, readGraphModel, type GraphModel, type ModelNode } from "./rewrite/graph-model.ts";
export { placedTensor, type ModelTensor } from "./rewrite/model-tensor.ts";
