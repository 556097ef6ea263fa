import type { JSX } from "preact";
import { dimension, layer } from "../state/cut.ts";
import { dimensions, fullCut, layers } from "../state/model.ts";

const wide = 168;
const high = 96;

/** The full cut as a rectangle, depth × width, with the chosen cut nested in it: its area is what is computed and kept. */
export const NestPicture = (): JSX.Element => {
  const full = fullCut.value;
  const across = (value: number): number => (full.dimension === 0 ? 0 : (value / full.dimension) * wide);
  const down = (value: number): number => (full.layer === 0 ? 0 : (value / full.layer) * high);
  return (
    <svg class="nest" viewBox={`-1 -1 ${wide + 2} ${high + 2}`} aria-hidden="true">
      <rect class="nest-all" width={wide} height={high} rx="8" />
      {dimensions.value.slice(0, -1).map((value) => (
        <line key={`d${value}`} x1={across(value)} x2={across(value)} y1="0" y2={high} />
      ))}
      {layers.value.slice(0, -1).map((value) => (
        <line key={`l${value}`} y1={down(value)} y2={down(value)} x1="0" x2={wide} />
      ))}
      <rect class="nest-cut" width={across(dimension.value)} height={down(layer.value)} rx="6" />
    </svg>
  );
};
