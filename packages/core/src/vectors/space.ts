import { NestvecError } from "../errors/nestvec-error.ts";

/**
 * Refuses to compare vectors of two spaces: their cosine is a number without a meaning.
 * @throws NestvecError SPACE_MISMATCH with both names
 */
export function requireSameSpace(left: string, right: string): void {
  if (left !== right) throw new NestvecError("SPACE_MISMATCH", { left, right });
}
