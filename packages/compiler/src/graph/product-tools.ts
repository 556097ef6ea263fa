import type { GraphParts } from "./graph-parts.ts";

/** What int8 products are written with, into a graph of the compiler's own or into a published one. */
export interface ProductTools {
  readonly parts: Pick<GraphParts, "add" | "constant" | "integers" | "float" | "once">;
  /** The sizes of all axes of a value but the last, `[axes]`. Values of the same sizes may share it. */
  leadingAxes(of: string): string;
  /** A stored tensor in float32, by the name that it is stored under. */
  weight(tensor: { readonly name: string }): string;
  /** A stored tensor in the type that it is stored in. */
  asStored(tensor: { readonly name: string }): string;
}
