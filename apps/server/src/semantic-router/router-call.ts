import type { Embedder } from "@nestvec/core";
import { Refusal } from "../base/refusal.ts";
import type { EmbedCall } from "../embedding/embed-for.ts";
import type { ServerParts } from "../http/api.ts";
import { type ItemName, parameterOf } from "../http/inputs.ts";
import type { RouterCut } from "./schema.ts";

/**
 * The call of a request. Priorities choose what it does not say itself, by the model's table of quality: as far between the cheapest cut and the
 * best as quality weighs against latency. 1 against 0 is the best cut, 0 against 1 the cheapest.
 * @throws Refusal "unknown model", "empty"; NestvecError QUALITY_TABLE_MISSING
 */
export async function routerCall(parts: ServerParts, cut: RouterCut, inputs: readonly string[], nameOf: ItemName): Promise<EmbedCall> {
  const blank = inputs.findIndex((text) => text.trim() === "");
  if (blank >= 0) throw new Refusal("empty", `${nameOf(blank)} is empty, or white space alone.`, { parameter: parameterOf(nameOf(blank)) });
  const model = parts.models.find(cut.model === "auto" || cut.model === "" ? undefined : cut.model);
  const said = { layer: cut.target_layer || undefined, dimension: cut.dimension || undefined };
  const { quality_priority: quality = 0, latency_priority: latency = 0 } = cut;
  const planned = quality + latency > 0 ? await plannedCut((await model.use()).embedder, quality / (quality + latency)) : undefined;
  const layer = said.layer ?? planned?.layer;
  // A planned dimension belongs to the planned layer.
  const dimension = said.dimension ?? (said.layer === undefined ? planned?.dimension : undefined);
  return { model: model.name, inputs, nameOf, layer, dimension, truncateByDefault: "end" };
}

async function plannedCut(embedder: Embedder, share: number): Promise<{ readonly layer: number; readonly dimension: number }> {
  // Where time is not asked about, there is a table, or an error.
  const { quality: best = 0 } = await embedder.plan();
  const { quality: cheapest = 0 } = await embedder.plan({ minQuality: -Number.MAX_VALUE });
  // Never above the best by rounding.
  const minQuality = Math.min(best, cheapest + share * (best - cheapest));
  return embedder.plan({ minQuality });
}
