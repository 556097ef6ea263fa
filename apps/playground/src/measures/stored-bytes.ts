/** Bytes of one stored vector of some numbers, by how each number is kept: 4 bytes, 1 byte, 1 bit. */
export interface StoredBytes {
  readonly float32: number;
  readonly int8: number;
  readonly binary: number;
}

/** @see StoredBytes */
export const storedBytes = (dimension: number): StoredBytes => ({
  float32: dimension * 4,
  int8: dimension,
  binary: Math.ceil(dimension / 8),
});
