/** An answer with `data` of all vectors; the views of it, which are not sent, are made again from `views` many of `dimension` numbers. */
interface PackedVectors {
  readonly data: Float32Array;
  readonly dimension: number;
  readonly views: number;
}

/**
 * An answer as it is sent, and the buffers to hand over. The vectors of an answer are views of one buffer: the buffer goes, the
 * views do not.
 */
export function packAnswer(answer: unknown): { readonly packed: unknown; readonly transfer: readonly ArrayBufferLike[] } {
  if (!hasVectors(answer)) return { packed: answer, transfer: [] };
  const { vectors, ...rest } = answer;
  // A view of a larger buffer would hand over what is not its own.
  const data = rest.data.byteLength === rest.data.buffer.byteLength ? rest.data : rest.data.slice();
  return { packed: { ...rest, data, views: vectors.length }, transfer: [data.buffer] };
}

/** The answer as the embedder gave it. @see packAnswer */
export function unpackAnswer(packed: unknown): unknown {
  if (!isPacked(packed)) return packed;
  const { views, ...rest } = packed;
  // A channel that copies may hand out a view into a buffer that other answers share.
  const data = rest.data.byteLength === rest.data.buffer.byteLength ? rest.data : rest.data.slice();
  const { dimension } = rest;
  return { ...rest, data, vectors: Array.from({ length: views }, (_, row) => data.subarray(row * dimension, (row + 1) * dimension)) };
}

function hasVectors(answer: unknown): answer is { readonly vectors: readonly Float32Array[]; readonly data: Float32Array } {
  if (typeof answer !== "object" || answer === null || !("vectors" in answer) || !("data" in answer)) return false;
  return Array.isArray(answer.vectors) && answer.data instanceof Float32Array;
}

function isPacked(packed: unknown): packed is PackedVectors {
  return typeof packed === "object" && packed !== null && "views" in packed && "data" in packed;
}
