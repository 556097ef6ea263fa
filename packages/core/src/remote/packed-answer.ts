import { isFloat32Array } from "../typed-arrays.ts";

/** What the views of an answer's buffer are called: of `dimension` numbers each, or of as many for each token of a text. */
type ViewsName = "vectors" | "tokenVectors";

/** An answer with `data` of all vectors; the views of it, which are not sent, are made again. */
interface PackedVectors {
  readonly data: Float32Array;
  readonly dimension: number;
  readonly tokens: readonly number[];
  readonly views: ViewsName;
}

/**
 * An answer as it is sent, and the buffers to hand over. The vectors of an answer are views of one buffer: the buffer goes, the
 * views do not.
 */
export function packAnswer(answer: unknown): { readonly packed: unknown; readonly transfer: readonly ArrayBufferLike[] } {
  if (!hasVectors(answer)) return { packed: answer, transfer: [] };
  const { vectors, tokenVectors: _, ...rest } = answer;
  // A view of a larger buffer would hand over what is not its own.
  const data = rest.data.byteLength === rest.data.buffer.byteLength ? rest.data : rest.data.slice();
  return { packed: { ...rest, data, views: vectors === undefined ? "tokenVectors" : "vectors" }, transfer: [data.buffer] };
}

/** The answer as the embedder gave it. @see packAnswer */
export function unpackAnswer(packed: unknown): unknown {
  if (!isPacked(packed)) return packed;
  const { views, ...rest } = packed;
  // A channel that copies may hand out a view into a buffer that other answers share.
  const sent = rest.data.byteLength === rest.data.buffer.byteLength ? rest.data : rest.data.slice();
  // A channel gives arrays of Node's own realm, also to a test runner's context; whoever asked gets one of the realm that asked.
  const data = new Float32Array(sent.buffer);
  const { dimension, tokens } = rest;
  let end = 0;
  return {
    ...rest,
    data,
    [views]: tokens.map((count) => data.subarray(end, (end += views === "vectors" ? dimension : count * dimension))),
  };
}

type Views = readonly Float32Array[] | undefined;

function hasVectors(answer: unknown): answer is { readonly data: Float32Array } & { readonly [Name in ViewsName]?: Views } {
  return (
    typeof answer === "object" &&
    answer !== null &&
    ("vectors" in answer || "tokenVectors" in answer) &&
    "data" in answer &&
    isFloat32Array(answer.data)
  );
}

function isPacked(packed: unknown): packed is PackedVectors {
  return typeof packed === "object" && packed !== null && "views" in packed && "data" in packed;
}
