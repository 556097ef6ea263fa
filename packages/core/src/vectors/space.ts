import { invalidArgument } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";

/** The spaces whose vectors a query may be compared with. */
export interface QuerySpaces {
  /** The space of the query itself. */
  readonly own: string;
  /** The space of the model in float32, where the query's is that of the model in int8 and near enough to it. */
  readonly compatible?: string | undefined;
  /** Whether vectors of the compatible space are accepted, too. Default: false. */
  readonly allowCompatible?: boolean | undefined;
}

/**
 * Refuses to compare vectors of two spaces: their cosine is a number without a meaning.
 * @throws NestvecError SPACE_MISMATCH with both names
 */
export function requireSameSpace(left: string, right: string): void {
  requireComparable({ own: left }, right);
}

/**
 * Refuses vectors that a query cannot be compared with.
 * @throws NestvecError SPACE_MISMATCH with both names, ARGUMENT_INVALID
 * @example
 * ```ts
 * import { requireComparable } from "@nestvec/core/vectors";
 *
 * const query = { own: "my-model/int8", compatible: "my-model", allowCompatible: true };
 * requireComparable(query, "my-model");
 * ```
 */
export function requireComparable(query: QuerySpaces, stored: string): void {
  const { own, compatible, allowCompatible = false } = Object(query) as QuerySpaces;
  for (const [argument, space] of Object.entries({ "query.own": own, "query.compatible": compatible ?? own, stored }))
    if (typeof space !== "string" || space === "") throw invalidArgument(argument, space, "the name of a space");
  if (typeof allowCompatible !== "boolean") throw invalidArgument("query.allowCompatible", allowCompatible, "true or false");
  const isCompatible = stored === compatible;
  if (stored === own || (isCompatible && allowCompatible)) return;
  throw new NestvecError("SPACE_MISMATCH", { left: own, right: stored, ...(isCompatible ? { isCompatible } : {}) });
}
