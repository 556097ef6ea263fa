/** From a figure to its place on an axis of so many pixels, and back. */
export interface Axis {
  readonly type: "log" | "linear";
  readonly domain: readonly [number, number];
}

/** An axis on which all figures have room; a logarithmic one needs figures above 0. `room`: the part of its length left free at each end. */
export function axisOf(figures: readonly number[], type: Axis["type"], room = 0): Axis {
  const [least, most] = [Math.min(...figures), Math.max(...figures)].map((figure) => scaled(figure, type)) as [number, number];
  // Of figures that are all the same, a tenth around them.
  const margin = most > least ? (most - least) * room : Math.max(0.1, Math.abs(least) * 0.1);
  return { type, domain: [unscaled(least - margin, type), unscaled(most + margin, type)] };
}

/** Round figures within a logarithmic axis: 1, 2 and 5 times the powers of ten, fewer where it spans more. */
export function logTicks({ domain: [least, most] }: Axis): number[] {
  const decades = Math.log10(most / least);
  const steps = decades > 3.5 ? [1] : decades > 2.2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++)
    ticks.push(...steps.map((step) => Number((step * 10 ** power).toPrecision(1))));
  return ticks.filter((tick) => tick >= least && tick <= most);
}

/** Where the labels of some figures stand so that no two are nearer than `gap` pixels, on an axis of `pixels`; as figures of the axis. */
export function spreadApart(figures: readonly number[], { type, domain }: Axis, pixels: number, gap: number): number[] {
  const [low, high] = domain.map((end) => scaled(end, type)) as [number, number];
  const unit = (high - low) / pixels;
  const order = figures
    .map((figure, place) => ({ place, at: (scaled(figure, type) - low) / unit }))
    .toSorted((left, right) => left.at - right.at);
  for (const [rank, label] of order.entries()) label.at = Math.max(label.at, (order[rank - 1]?.at ?? -Infinity) + gap);
  // What was pushed beyond the end comes back, and pushes the others.
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const label = order[rank];
    if (label !== undefined) label.at = Math.min(label.at, (order[rank + 1]?.at ?? pixels + gap) - gap);
  }
  const apart = Array.from({ length: figures.length }, () => 0);
  for (const { place, at } of order) apart[place] = unscaled(low + at * unit, type);
  return apart;
}

const scaled = (figure: number, type: Axis["type"]): number => (type === "log" ? Math.log(figure) : figure);
const unscaled = (figure: number, type: Axis["type"]): number => (type === "log" ? Math.exp(figure) : figure);
