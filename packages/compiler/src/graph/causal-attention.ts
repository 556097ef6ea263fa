import type { AttentionTools } from "./attention-tools.ts";
import type { Attention } from "./attention.ts";
import { microsoft } from "./graph-parts.ts";

/**
 * Attention of tokens that see none after them, and so no padding either, which stands at the end of rows. `holdsScores`: whether the kernel may hold the
 * scores of all pairs of tokens, which is as fast for short texts and needs no fast memory of the processor.
 */
export function causalAttention({ parts, architecture, tokens }: AttentionTools, start: string, holdsScores: boolean): Attention {
  const { heads, keyValueHeads, scoreScale } = architecture;
  const length = (): string => parts.once("length", () => parts.add("Cast", [tokens()], { to: 6 }));
  /** The place of each row's last token, `[rows]`. */
  const lastPlaces = (): string =>
    parts.once("last places", () => {
      const rows = parts.add("Slice", [parts.add("Shape", [start]), parts.integers([0]), parts.integers([1])]);
      return parts.add("Expand", [parts.add("Cast", [parts.add("Sub", [tokens(), parts.integers(1)])], { to: 6 }), rows]);
    });
  return ({ window }, query, key, value) => {
    const attributes = {
      num_heads: heads,
      kv_num_heads: keyValueHeads,
      ...(scoreScale === undefined ? {} : { scale: { float: scoreScale } }),
      ...(window === undefined ? {} : { local_window_size: window + 1 }),
    };
    // ONNX Runtime's kernel computes in blocks only where it also gives the keys and values for a text that goes on.
    return parts.add(
      "GroupQueryAttention",
      [query, key, value, "", "", lastPlaces(), length()],
      attributes,
      microsoft,
      holdsScores ? 0 : 2,
    );
  };
}
