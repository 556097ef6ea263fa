import { loadModel } from "@nestvec/runtime-node";

// Loaded by the first request, once, and not while the application is built.
let loading;

export async function GET(request) {
  const embedder = await (loading ??= loadModel());
  const { searchParams } = new URL(request.url);
  const { similarity } = await embedder.similarity(searchParams.get("left") ?? "", searchParams.get("right") ?? "");
  return Response.json({ similarity });
}
