import { embeddingModel } from "@nestvec/ai-sdk";
import { cosineSimilarity, embedMany } from "ai";
import { embedder } from "../embedder.js";

export async function POST(request) {
  const model = embeddingModel(await embedder(), { dimension: 128 });
  const { left, right } = await request.json();
  // Who closes the connection is not waited for.
  const { embeddings } = await embedMany({ model, values: [left, right], abortSignal: request.signal });
  return Response.json({ similarity: cosineSimilarity(...embeddings) });
}
