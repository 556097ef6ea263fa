export { embeddingModel, type EmbeddingModelOptions } from "./embedding-model.ts";
