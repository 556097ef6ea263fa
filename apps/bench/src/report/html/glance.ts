import type { ModelResults } from "../../results/bench-results.ts";
import { formatShort } from "../tables/format-number.ts";
import { nearestLength } from "../cuts/nearest-length.ts";
import { html, type Markup } from "./html.ts";

/** The few figures that most look for, of the deepest exit and of the shallowest. */
export function glance(model: ModelResults, wanted: number): Markup | undefined {
  const { layers, latency, resources, workloads, quality } = model;
  const tokens = nearestLength(model, wanted);
  const [deepest, shallowest] = [Math.max(...layers), Math.min(...layers)];
  const time = (layer: number): number | undefined =>
    latency.find((row) => row.layer === layer && row.tokens === tokens)?.milliseconds.median;
  const memory = (layer: number): number | undefined => resources.find((row) => row.layer === layer)?.memory?.privateMegabytes;
  const best = (layer: number): number | undefined => {
    const cells =
      quality[0]?.cells.filter((cell) => cell.queryLayer === layer && cell.storedLayer === layer && cell.stored === "float32") ?? [];
    return cells.length === 0 ? undefined : Math.max(...cells.map((cell) => cell.quality));
  };
  const workload = workloads.find(({ name }) => name === "mixed") ?? workloads[0];
  const ours = workload?.variants[0];
  const entries = [
    entry(`ms for ${tokens} tokens`, time(deepest), time(shallowest)),
    entry(quality[0]?.name ?? "", best(deepest), best(shallowest)),
    entry("MB of private memory", memory(deepest), memory(shallowest)),
    workload === undefined || ours === undefined
      ? undefined
      : card(`texts a second, ${workload.name}`, formatShort(ours.textsPerSecond), `exit ${workload.layer}`),
  ].filter((markup) => markup !== undefined);
  return entries.length === 0 ? undefined : html`<dl class="glance">${entries}</dl> `;

  function entry(title: string, deep: number | undefined, shallow: number | undefined): Markup | undefined {
    if (deep === undefined) return undefined;
    const other = shallow === undefined || shallowest === deepest ? "" : `; exit ${shallowest}: ${formatShort(shallow)}`;
    return card(title, formatShort(deep), `exit ${deepest}${other}`);
  }
}

const card = (title: string, figure: string, remark: string): Markup =>
  html`<div>
    <dt>${title}</dt>
    <dd>${figure}</dd>
    <dd class="hint">${remark}</dd>
  </div> `;
