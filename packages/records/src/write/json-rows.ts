import { encodeJson } from "@nestvec/core/vectors";
import type { EmbeddedLayers, LayersWriter, RowWriter, Sink } from "./row-writer.ts";

/** Writes objects that are JSON already, some at a time. */
export interface JsonObjects {
  /** Writes some more. */
  write(objects: readonly string[]): Promise<void>;
  /** Writes what comes last, once. */
  end(): Promise<void>;
}

/**
 * JSON Lines: one object a line. Every write is whole lines.
 * @example
 * ```ts
 * import { jsonLines } from "@nestvec/records";
 *
 * const objects = jsonLines({ write: async (content) => console.log(String(content).trimEnd()) });
 * await objects.write([JSON.stringify({ id: 1 }), JSON.stringify({ id: 2 })]);
 * await objects.end();
 * // → {"id":1}
 * // → {"id":2}
 * ```
 */
export function jsonLines(sink: Sink): JsonObjects {
  return {
    write: async (objects) => {
      if (objects.length > 0) await sink.write(`${objects.join("\n")}\n`);
    },
    end: () => Promise.resolve(),
  };
}

/**
 * One JSON list, an object a line.
 * @example
 * ```ts
 * import { jsonList } from "@nestvec/records";
 *
 * let text = "";
 * const objects = jsonList({ write: async (content) => void (text += String(content)) });
 * await objects.write(['{"id":1}', '{"id":2}']);
 * await objects.end();
 * console.log(JSON.parse(text)); // → [ { id: 1 }, { id: 2 } ]
 * ```
 */
export function jsonList(sink: Sink): JsonObjects {
  let first = true;
  return {
    write: async (objects) => {
      if (objects.length === 0) return;
      await sink.write(`${first ? "[\n" : ",\n"}${objects.join(",\n")}`);
      first = false;
    },
    end: () => sink.write(first ? "[]\n" : "\n]\n"),
  };
}

/**
 * One JSON object a text, with its vector and how it was made, as `nestvec embed` writes them.
 * @example
 * ```ts
 * import { jsonLines, jsonWriter } from "@nestvec/records";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel();
 * const texts = ["nesting dolls"];
 * const writer = jsonWriter(jsonLines({ write: async (content) => console.log(String(content).trimEnd()) }));
 * await writer.write({ firstIndex: 0, texts, embeddings: await embedder.embed(texts, { dimension: 32 }) });
 * await writer.end();
 * // → {"index":0,"text":"nesting dolls","layer":6,"dimension":32,"tokens":4,"truncated":false,"space":"nestvec-mini-…","prompt":null,"embedding":[…]}
 * ```
 */
export function jsonWriter(objects: JsonObjects): RowWriter {
  const { write, end } = jsonLayersWriter(objects);
  return { write: ({ embeddings, ...batch }) => write({ ...batch, exits: [embeddings] }), end };
}

/**
 * One JSON object for each text and exit: all exits of a text, in their order, and then those of the next text. The key `layer` says which exit it is.
 * @example
 * ```ts
 * import { jsonLayersWriter, jsonLines } from "@nestvec/records";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel();
 * const texts = ["nesting dolls", "a set of boxes"];
 * const writer = jsonLayersWriter(jsonLines({ write: async (content) => console.log(String(content).trimEnd()) }));
 * await writer.write({ firstIndex: 0, texts, exits: await embedder.embedLayers(texts, { layers: [2, 6], dimension: 32 }) });
 * await writer.end();
 * // → {"index":0,"text":"nesting dolls","layer":2,…}
 * // → {"index":0,"text":"nesting dolls","layer":6,…}
 * // → {"index":1,"text":"a set of boxes","layer":2,…}
 * // → {"index":1,"text":"a set of boxes","layer":6,…}
 * ```
 */
export function jsonLayersWriter(objects: JsonObjects): LayersWriter {
  return { write: (batch) => objects.write(rowsOf(batch)), end: () => objects.end() };
}

function rowsOf({ firstIndex, texts, ids, exits }: EmbeddedLayers): readonly string[] {
  return texts.flatMap((text, row) =>
    exits.map(({ vectors, layer, dimension, tokens, truncated, space, prompt }) => {
      const before = JSON.stringify({
        index: firstIndex + row,
        // Without one, JSON leaves the key out.
        id: ids?.[row],
        text,
        layer,
        dimension,
        tokens: tokens[row],
        truncated: truncated[row],
        space,
        prompt,
      });
      return `${before.slice(0, -1)},"embedding":${jsonVector(vectors[row] ?? new Float32Array())}}`;
    }),
  );
}

/** A vector as a JSON list of the shortest decimals that give its float32 numbers back. */
export function jsonVector(vector: Float32Array): string {
  return Buffer.from(encodeJson(vector)).toString("latin1");
}
