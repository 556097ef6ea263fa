import type { StoredTensor } from "./stored-tensor.ts";

/** Which numbers of a matrix have one scale: those of a column, `[rows, columns]` read from the left, or those of a row. */
export type ScaleAxis = "column" | "row";

/** The largest int8 that has its negative. */
const most = 127;

/** The scale of each column or row: its largest number is 127 of them. One of zeros has the scale 0. */
export async function int8Scales(tensor: StoredTensor, axis: ScaleAxis): Promise<Float32Array<ArrayBuffer>> {
  const columns = tensor.dims.at(-1) ?? 1;
  const scales = new Float32Array(axis === "column" ? columns : (tensor.dims[0] ?? 1));
  for await (const { part, places } of placed(tensor, axis)) {
    for (let index = 0; index < part.length; index++) {
      const place = places(index);
      scales[place] = Math.max(scales[place] ?? 0, Math.abs(part[index] ?? 0));
    }
  }
  return scales.map((largest) => largest / most);
}

/** The numbers of a matrix as multiples of their scales, each rounded to the nearest. */
export async function* int8Numbers(tensor: StoredTensor, axis: ScaleAxis, scales: Float32Array): AsyncGenerator<Int8Array<ArrayBuffer>> {
  for await (const { part, places } of placed(tensor, axis)) {
    const whole = new Int8Array(part.length);
    for (let index = 0; index < part.length; index++) {
      const scale = scales[places(index)] ?? 0;
      const steps = scale === 0 ? 0 : Math.round((part[index] ?? 0) / scale);
      whole[index] = Math.max(-most, Math.min(most, steps));
    }
    yield whole;
  }
}

/** Parts of a matrix, and which scale each of their numbers has. */
async function* placed(
  { dims, numbers }: StoredTensor,
  axis: ScaleAxis,
): AsyncGenerator<{ readonly part: Float32Array; places(index: number): number }> {
  const columns = dims.at(-1) ?? 1;
  let start = 0;
  for await (const part of numbers()) {
    const first = start;
    yield { part, places: axis === "column" ? (index) => (first + index) % columns : (index) => Math.floor((first + index) / columns) };
    start += part.length;
  }
}
