import type { GraphValue, Tensor } from "@nestvec/core";

/** What a graph is fed with for one batch, by the names of its inputs: all rows padded to the longest. */
export function graphFeeds(inputs: readonly GraphValue[], rows: readonly Int32Array[]): Readonly<Record<string, Tensor>> {
  const tokens = rows.reduce((longest, { length }) => Math.max(longest, length), 0);
  return Object.fromEntries(inputs.map(({ name, type }) => [name, feed(name, type, rows, tokens)]));
}

function feed(name: string, type: string, rows: readonly Int32Array[], tokens: number): Tensor {
  const values = new Int32Array(rows.length * tokens);
  for (const [row, ids] of rows.entries()) {
    if (name === "input_ids") values.set(ids, row * tokens);
    if (name === "attention_mask") values.fill(1, row * tokens, row * tokens + ids.length);
  }
  const dims = [rows.length, tokens];
  return type === "int32" ? { type, data: values, dims } : { type: "int64", data: BigInt64Array.from(values, BigInt), dims };
}
