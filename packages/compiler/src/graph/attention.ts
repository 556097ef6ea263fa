import type { EncoderLayer } from "../architecture/architecture.ts";
import type { AttentionTools } from "./attention-tools.ts";
import { microsoft, type GraphParts } from "./graph-parts.ts";

/** Queries, keys and values, `[rows, tokens, numbers of their heads]` each, to what the heads give, of the queries' shape. */
export type Attention = (layer: EncoderLayer, query: string, key: string, value: string) => string;

/** Added to the scores of what is not seen: e to its power is 0 in float32, and no sum of it is infinite. */
const unseen = -1e9;

/** Tokens that one block of the blocked attention computes: as many as a window's side has, which measured fastest for sides of 64 and of 256. */
const blockOf = (window: number): number => Math.min(256, Math.max(64, window));

/** 0 where a condition holds, `unseen` elsewhere. */
const biasWhere = (parts: GraphParts, condition: string): string => parts.add("Where", [condition, parts.float(0), parts.float(unseen)]);

/** Attention of padded rows: layers with a window add it, and the mask of padding, as a bias of `[rows, 1, tokens, tokens]`. `mask`: int64, `[rows, tokens]`. */
export function maskedAttention(tools: AttentionTools, mask: string): Attention {
  const { parts, architecture } = tools;
  const { relativeBias } = architecture;
  const isReal = (): string => parts.once("is real", () => parts.add("Cast", [mask], { to: 9 }));
  const realKeys = (): string => parts.once("real keys", () => parts.add("Cast", [mask], { to: 6 }));
  const relative = (): string | undefined =>
    relativeBias === undefined ? undefined : parts.once("relative bias", () => relativeScores(tools, tools.weight(relativeBias)));
  const windowBias = (window: number): string =>
    parts.once(`window ${window}`, () => {
      const distance = parts.add("Abs", [distances(tools)]);
      const near = parts.add("LessOrEqual", [distance, parts.integers(window)]);
      const real = parts.add("Unsqueeze", [isReal(), parts.integers([1, 2])]);
      return biasWhere(parts, parts.add("And", [near, real]));
    });
  return ({ window }, query, key, value) => {
    const from = window === undefined ? [realKeys(), relative() ?? ""] : ["", windowBias(window)];
    return headsAttention(tools, [query, key, value, "", ...from]);
  };
}

/** Attention of heads that see both sides. Its kernel takes as many heads of keys and values as of queries. */
function headsAttention(tools: AttentionTools, [query = "", key = "", value = "", ...masks]: readonly string[]): string {
  const { heads, scoreScale } = tools.architecture;
  const attributes = {
    num_heads: heads,
    mask_filter_value: { float: unseen },
    ...(scoreScale === undefined ? {} : { scale: { float: scoreScale } }),
  };
  return tools.parts.add("MultiHeadAttention", [query, repeated(tools, key), repeated(tools, value), ...masks], attributes, microsoft);
}

/** Each head of keys or values once for each head of queries that it is for. */
function repeated({ parts, architecture: { heads, keyValueHeads, headWidth } }: AttentionTools, from: string): string {
  if (heads === keyValueHeads) return from;
  const apart = parts.add("Reshape", [from, parts.integers([0, 0, keyValueHeads, 1, headWidth])]);
  const copies = parts.add("Expand", [apart, parts.integers([1, 1, 1, heads / keyValueHeads, 1])]);
  return parts.add("Reshape", [copies, parts.integers([0, 0, heads * headWidth])]);
}

/** The place of each key minus that of each query, `[tokens, tokens]`. */
function distances({ parts, tokens }: AttentionTools): string {
  return parts.once("distances", () => {
    const places = parts.add("Range", [parts.integers(0), tokens(), parts.integers(1)]);
    const columns = parts.add("Unsqueeze", [places, parts.integers([0])]);
    return parts.add("Sub", [columns, parts.add("Unsqueeze", [places, parts.integers([1])])]);
  });
}

/** The bias by distance, `[1, heads, tokens, tokens]`. */
function relativeScores(tools: AttentionTools, table: string): string {
  const { parts, architecture } = tools;
  const index = parts.add("Add", [distances(tools), parts.integers(architecture.positions - 1)]);
  return parts.add("Unsqueeze", [parts.add("Gather", [table, index], { axis: 1 }), parts.integers([0])]);
}

/**
 * Attention of one row without padding. Where all tokens are seen, the kernel holds no scores; layers with a window compute blocks of queries, each over
 * the keys that any of them sees.
 */
export function unmaskedAttention(tools: AttentionTools): Attention {
  const { parts, architecture } = tools;
  const { heads, keyValueHeads, headWidth } = architecture;
  return ({ window }, query, key, value) => {
    if (window === undefined) return headsAttention(tools, [query, key, value]);
    const block = blockOf(window);
    const blocks = blockShapes(tools, window);
    const queries = parts.add("Reshape", [parts.add("Pad", [query, blocks.queryPads]), parts.integers([-1, block, heads * headWidth])]);
    const gathered = (from: string): string =>
      parts.add("Reshape", [
        parts.add("Gather", [parts.add("Pad", [from, blocks.keyPads]), blocks.keyPlaces], { axis: 1 }),
        parts.integers([-1, block + 2 * window, keyValueHeads * headWidth]),
      ]);
    const computed = headsAttention(tools, [queries, gathered(key), gathered(value), "", "", blocks.bias]);
    const row = parts.add("Reshape", [computed, parts.integers([1, -1, heads * headWidth])]);
    const end = parts.once("end of the row", () => parts.add("Unsqueeze", [tools.tokens(), parts.integers([0])]));
    return parts.add("Slice", [row, parts.integers([0]), end, parts.integers([1])]);
  };
}

interface BlockShapes {
  /** What fills the queries up to whole blocks. */
  readonly queryPads: string;
  /** What stands before and after the keys, so that the first and last blocks have as many as the others. */
  readonly keyPads: string;
  /** By block, the places of its keys among the padded ones: `[blocks, block + 2 window]`. */
  readonly keyPlaces: string;
  /** `[blocks, 1, block, block + 2 window]`. */
  readonly bias: string;
}

/** What all layers with one window share. */
function blockShapes({ parts, tokens }: AttentionTools, window: number): BlockShapes {
  const block = blockOf(window);
  const keys = block + 2 * window;
  const count = parts.once(`blocks of ${block}`, () =>
    parts.add("Div", [parts.add("Add", [tokens(), parts.integers(block - 1)]), parts.integers(block)]),
  );
  const missing = parts.once(`missing in blocks of ${block}`, () => {
    const padded = parts.add("Mul", [count, parts.integers(block)]);
    return parts.add("Unsqueeze", [parts.add("Sub", [padded, tokens()]), parts.integers([0])]);
  });
  const none = parts.integers([0]);
  const pads = (key: string, before: number, after: string): string =>
    parts.once(key, () => parts.add("Concat", [none, parts.integers([before]), none, none, after, none], { axis: 0 }));
  const keyPlaces = parts.once(`key places ${window}`, () => {
    const numbers = parts.add("Range", [parts.integers(0), count, parts.integers(1)]);
    const starts = parts.add("Mul", [parts.add("Unsqueeze", [numbers, parts.integers([1])]), parts.integers(block)]);
    return parts.add("Add", [starts, parts.add("Range", [parts.integers(0), parts.integers(keys), parts.integers(1)])]);
  });
  return {
    queryPads: pads(`query pads to ${block}`, 0, missing),
    keyPads: pads(
      `key pads ${window}`,
      window,
      parts.once(`after ${window}`, () => parts.add("Add", [missing, parts.integers([window])])),
    ),
    keyPlaces,
    bias: parts.once(`block bias ${window}`, () => {
      const place = parts.add("Sub", [keyPlaces, parts.integers(window)]);
      const isInside = parts.add("And", [parts.add("GreaterOrEqual", [place, parts.integers(0)]), parts.add("Less", [place, tokens()])]);
      const isNear = parts.constant(`near_${window}`, [1, 1, block, keys], "bool", nearKeys(window));
      return biasWhere(parts, parts.add("And", [isNear, parts.add("Unsqueeze", [isInside, parts.integers([1, 2])])]));
    }),
  };
}

/** Which keys of a block each of its queries sees. Key `window + q` is query `q` itself. */
function nearKeys(window: number): Uint8Array {
  const block = blockOf(window);
  const keys = block + 2 * window;
  const near = new Uint8Array(block * keys);
  for (let query = 0; query < block; query++) near.fill(1, query * keys + query, query * keys + query + 2 * window + 1);
  return near;
}
