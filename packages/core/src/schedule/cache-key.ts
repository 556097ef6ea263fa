import type { Digest } from "../platform.ts";
import { encodeUtf8 } from "../utf8.ts";

/**
 * Names a vector: a digest of the model, the layer and the token ids, of which prompt and options are a part by then. The dimension is
 * not in it, since vectors are kept in full.
 */
export function cacheKey(digest: Digest, model: string, layer: number, ids: Int32Array): Promise<string> {
  const head = encodeUtf8(`${model}\n${layer}\n`);
  const bytes = new Uint8Array(head.length + ids.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength), head.length);
  return digest(bytes);
}
