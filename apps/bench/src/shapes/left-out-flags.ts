import type { Flag } from "../results/figure.ts";
import type { LeftOut } from "./cell.ts";

/** Flags for cells that were left out: one for each length and reason on a provider, with the layers. */
export function leftOutFlags(part: string, leftOut: readonly LeftOut[]): readonly Flag[] {
  const groups = new Map<string, { readonly first: LeftOut; readonly layers: number[] }>();
  for (const each of leftOut) {
    const key = JSON.stringify([each.provider, each.cell.tokens, each.cell.batch, each.kind, each.why]);
    const group = groups.get(key) ?? { first: each, layers: [] };
    group.layers.push(each.cell.layer);
    groups.set(key, group);
  }
  return Array.from(groups.values(), ({ first: { provider, kind, why, cell }, layers }) => {
    const shape = cell.batch === 1 ? `${cell.tokens} tokens` : `${cell.batch} × ${cell.tokens} tokens`;
    return { part, kind, detail: `${shape} at layer ${layers.join(", ")} on ${provider} are left out: ${why}` };
  });
}
