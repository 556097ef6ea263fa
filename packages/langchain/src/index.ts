export { NestvecEmbeddings, type NestvecEmbeddingsOptions } from "./nestvec-embeddings.ts";
