import { Readable } from "node:stream";
import type { TokenEmbeddings } from "@nestvec/core";
import { jsonAnswer } from "../http/route.ts";

/** Numbers that are written at a stretch: about a megabyte of JSON, some milliseconds. */
const stretch = 50_000;

/**
 * `[inputs][tokens][dimension]` as JSON text, in parts, each made when the client has taken those before: as one string it could be longer than a
 * string may be, and would hold all other requests.
 */
export function tokenVectorsStream(embeddings: TokenEmbeddings): Readable {
  return Readable.from(parts(embeddings), { objectMode: false });
}

function* parts({ tokenVectors, dimension }: TokenEmbeddings): Generator<string | Buffer> {
  const tokensAtOnce = Math.ceil(stretch / dimension);
  for (const [text, data] of tokenVectors.entries()) {
    yield text === 0 ? "[[" : ",[";
    for (let start = 0; start < data.length; start += tokensAtOnce * dimension) {
      const rows = [];
      const end = Math.min(data.length, start + tokensAtOnce * dimension);
      for (let at = start; at < end; at += dimension) rows.push(data.subarray(at, at + dimension));
      if (start > 0) yield ",";
      yield jsonAnswer(rows).subarray(1, -1);
    }
    yield "]";
  }
  yield "]";
}
