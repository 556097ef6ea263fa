import { Tensor } from "onnxruntime-common";

type ArrayOfNumbers = ArrayBufferView & { readonly length: number };
type ArrayClass = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayOfNumbers;

const classes: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...[Float32Array, Float64Array, Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array].map(named),
  ...[BigInt64Array, BigUint64Array].map(named),
  // Not in Node 20, whose binary gives Uint16Array in its place.
  ["Float16Array", Reflect.get(globalThis, "Float16Array")],
]);

/**
 * `Tensor` as the binary makes it. The binary's arrays are of Node's own realm; a test runner's context (Jest, Vitest's vm pools) has classes of
 * its own, and `Tensor` takes no others.
 */
export const AnswerTensor: typeof Tensor = new Proxy(Tensor, {
  construct(target, [type, data, dims]: [never, never, never]) {
    try {
      return new target(type, data, dims);
    } catch {
      return new target(type, inThisRealm(data), dims);
    }
  },
});

function inThisRealm(data: unknown): never {
  if (!isArray(data)) return data as never;
  const own = classes.get(Object.prototype.toString.call(data).slice("[object ".length, -1)) as ArrayClass | undefined;
  return (own === undefined ? data : new own(data.buffer, data.byteOffset, data.length)) as never;
}

const isArray = (data: unknown): data is ArrayOfNumbers => ArrayBuffer.isView(data) && "length" in data;

function named(array: { readonly name: string }): [string, unknown] {
  return [array.name, array];
}
