import { NestvecEmbeddings } from "@nestvec/langchain";
import { embedder } from "../embedder.js";

export async function POST(request) {
  const embeddings = new NestvecEmbeddings(await embedder(), { dimension: 128 });
  const { texts } = await request.json();
  return Response.json({ vectors: await embeddings.embedDocuments(texts) });
}
