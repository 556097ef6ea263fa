import { NestvecEmbedding } from "@nestvec/llamaindex";
import { embedder } from "../embedder.js";

export async function POST(request) {
  const embedding = new NestvecEmbedding(await embedder(), { dimension: 128 });
  const { texts } = await request.json();
  return Response.json({ vectors: await embedding.getTextEmbeddings(texts) });
}
