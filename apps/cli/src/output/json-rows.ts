import type { JsonObjects } from "./json-objects.ts";
import { jsonVector } from "./json-vector.ts";
import type { EmbeddedBatch, RowWriter } from "./row-writer.ts";

/** One JSON object a text, with its vector and how it was made. */
export function jsonWriter(objects: JsonObjects): RowWriter {
  return { write: (batch) => objects.write(rowsOf(batch)), end: () => objects.end() };
}

function rowsOf({ firstIndex, texts, ids, embeddings }: EmbeddedBatch): readonly string[] {
  return texts.map((text, row) => {
    const before = JSON.stringify({
      index: firstIndex + row,
      // Without one, JSON leaves the key out.
      id: ids?.[row],
      text,
      layer: embeddings.layer,
      dimension: embeddings.dimension,
      tokens: embeddings.tokens[row],
      truncated: embeddings.truncated[row],
      space: embeddings.space,
      prompt: embeddings.prompt,
    });
    return `${before.slice(0, -1)},"embedding":${jsonVector(embeddings.vectors[row] ?? new Float32Array())}}`;
  });
}
