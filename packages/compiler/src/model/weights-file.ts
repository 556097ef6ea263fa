import type { PlacedTensor } from "../graph/graph-parts.ts";
import { byteLength, type TypedTensor } from "../weights/typed-tensor.ts";

/** A page of memory on most machines: large tensors begin at one, so that mapping them takes no copy. */
const page = 4096;

/** A line of the processor's cache, for small ones. */
const line = 64;

/** A file of weights: its tensors one after the other, each where memory can be mapped or read at once. */
export interface WeightsFile {
  readonly name: string;
  readonly bytes: number;
  readonly places: readonly PlacedTensor[];
  /** What is in it, from the first byte to the last. */
  content(): AsyncIterable<Uint8Array>;
}

/** Lays tensors out in a file. Of several of one name, the first is written: layers share tables. */
export function weightsFile(name: string, tensors: Iterable<TypedTensor>): WeightsFile {
  const distinct = new Map<string, TypedTensor>();
  for (const tensor of tensors) if (!distinct.has(tensor.name)) distinct.set(tensor.name, tensor);
  const places: PlacedTensor[] = [];
  let end = 0;
  for (const { name: tensor, dims, type } of distinct.values()) {
    const length = byteLength({ dims, type });
    const unit = length >= page ? page : line;
    const offset = Math.ceil(end / unit) * unit;
    places.push({ name: tensor, dims, type, location: name, offset, length });
    end = offset + length;
  }
  return {
    name,
    bytes: end,
    places,
    async *content() {
      let written = 0;
      for (const [index, tensor] of [...distinct.values()].entries()) {
        const { offset } = places[index] ?? { offset: written };
        if (offset > written) yield new Uint8Array(offset - written);
        written = offset;
        for await (const part of tensor.bytes()) {
          yield part;
          written += part.length;
        }
      }
    },
  };
}
