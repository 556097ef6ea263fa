export { NestvecEmbedding, type NestvecEmbeddingOptions } from "./nestvec-embedding.ts";
