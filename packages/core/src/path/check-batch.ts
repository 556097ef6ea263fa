import { NestvecError } from "../errors.ts";
import type { TokenBatch } from "../tensor.ts";

/**
 * Checks what is about to be fed: ONNX Runtime takes ids below 0, rows without a token and masks of zeros without a word, and gives
 * unit vectors for them.
 * @throws NestvecError SHAPE_MISMATCH, TOKEN_OUT_OF_RANGE
 */
export function checkBatch({ ids, lengths, rows, tokens }: TokenBatch, vocabularySize: number): void {
  if (rows < 1 || tokens < 1 || ids.length !== rows * tokens || lengths.length !== rows) {
    const found = `${ids.length} ids and ${lengths.length} lengths`;
    throw new NestvecError("SHAPE_MISMATCH", {
      what: `a batch [${rows}, ${tokens}]`,
      found,
      expected: "an id for each place, a length for each row",
    });
  }
  for (const [row, length] of lengths.entries()) {
    if (Number.isInteger(length) && length >= 1 && length <= tokens) continue;
    throw new NestvecError("SHAPE_MISMATCH", { what: `row ${row} of a batch`, found: `${length} tokens`, expected: `1 to ${tokens}` });
  }
  for (let place = 0; place < ids.length; place++) {
    const id = ids[place] ?? -1;
    if (id >= 0 && id < vocabularySize) continue;
    throw new NestvecError("TOKEN_OUT_OF_RANGE", { text: Math.floor(place / tokens), position: place % tokens, id, vocabularySize });
  }
}
