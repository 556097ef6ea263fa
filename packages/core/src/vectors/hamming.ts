import { NestvecError } from "../errors/nestvec-error.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { isInt8Array, isUint8Array } from "../platform/typed-arrays.ts";
import { bestScores, offerScore, takeBest } from "./best-scores.ts";
import type { BinaryQuantized } from "./binary-quantization.ts";
import { requireMatrixShape } from "./matrix-checks.ts";

/** One packed vector: a row of a `UbinaryMatrix` or of a `BinaryMatrix`. */
export type PackedVector = Uint8Array | Int8Array;

/** A candidate and the number of bits in which it differs from the query. */
export interface HammingMatch {
  readonly index: number;
  readonly distance: number;
}

/** How many bits of each byte are 1. */
const bitCounts = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let bits = byte; bits > 0; bits &= bits - 1) count++;
  return count;
});

/**
 * In how many bits two packed vectors differ (R. W. Hamming, 1950). Both are of one kind: signed (`packBinary`) or unsigned
 * (`packUbinary`); taking 128 away flips the same bit on both sides, so both kinds give the same distances.
 * @throws NestvecError SHAPE_MISMATCH where the lengths differ; ARGUMENT_INVALID where the kinds do
 * @example
 * ```ts
 * import { hammingDistance } from "@nestvec/core/vectors";
 *
 * console.log(hammingDistance(Uint8Array.of(0b1010_0000), Uint8Array.of(0b0110_0000))); // → 2
 * ```
 */
export function hammingDistance(left: PackedVector, right: PackedVector): number {
  requireSameKind(left, right);
  requireSameWidth(left.length, right.length);
  return differingBits(left, right, 0);
}

/**
 * The `k` rows of `candidates` that differ from a query in the fewest bits, nearest first, equal ones in the order of the rows.
 * @throws NestvecError SHAPE_MISMATCH where the query is not as long as a row; ARGUMENT_INVALID where it is of the other kind, or `k`
 * is not a whole number from 0
 * @example
 * ```ts
 * import { packUbinary, rankByHamming } from "@nestvec/core/vectors";
 *
 * const query = packUbinary({ data: Float32Array.of(1, -1), rows: 1, width: 2 });
 * const documents = packUbinary({ data: Float32Array.of(-1, 1, 1, -1), rows: 2, width: 2 });
 * for (const { index, distance } of rankByHamming(query.data, documents, 2)) console.log(index, distance);
 * // → 1 0
 * // → 0 2
 * ```
 */
export function rankByHamming(query: PackedVector, candidates: BinaryQuantized, k: number): HammingMatch[] {
  requireMatrixShape(candidates, "candidates", isInt8Array(Object(candidates).data) ? "Int8Array" : "Uint8Array");
  const { data, rows, width } = candidates;
  const best = bestScores(k, rows);
  if (rows === 0) return [];
  requireSameKind(query, data, "query");
  requireSameWidth(width, query.length);
  for (let row = 0; row < rows; row++) offerScore(best, row, -differingBits(query, data, row * width));
  return takeBest(best).map(({ index, score }) => ({ index, distance: 0 - score }));
}

/** The bits in which `query` differs from as many bytes of `data` from `start`. */
function differingBits(query: PackedVector, data: PackedVector, start: number): number {
  let count = 0;
  // The mask takes off the sign that a signed byte is widened with.
  for (let i = 0; i < query.length; i++) count += bitCounts[((query[i] as number) ^ (data[start + i] as number)) & 255] as number;
  return count;
}

function requireSameKind(left: PackedVector, right: PackedVector, leftName = "left"): void {
  const leftKind = kindOf(left, leftName);
  const rightKind = kindOf(right, "right");
  if (leftKind === rightKind) return;
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "packed vectors",
    found: `a pair of ${leftKind} and ${rightKind}`,
    expected: "two of Uint8Array (ubinary) or two of Int8Array (binary)",
  });
}

function kindOf(vector: unknown, name: string): "Int8Array" | "Uint8Array" {
  if (isInt8Array(vector)) return "Int8Array";
  if (isUint8Array(vector)) return "Uint8Array";
  throw invalidArgument(name, vector, "a Uint8Array (ubinary) or an Int8Array (binary)");
}

function requireSameWidth(left: number, right: number): void {
  if (left === right) return;
  throw new NestvecError("SHAPE_MISMATCH", { what: "The packed vector", found: `${right} bytes`, expected: `${left}` });
}
