import { encodeJson } from "@nestvec/core/vectors";

/** A vector as a JSON list of the shortest decimals that give its float32 numbers back. */
export function jsonVector(vector: Float32Array): string {
  return Buffer.from(encodeJson(vector)).toString("latin1");
}
