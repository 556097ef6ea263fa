import type { Tensor } from "@nestvec/core";
import type { OnnxRuntime, OnnxSession, OnnxValue } from "@nestvec/core/onnx-runtime";

/** What a graph answered to a fixed input: the first numbers of each output. */
export type ProbeAnswers = Readonly<Record<string, readonly number[]>>;

/** Sizes for free dimensions, by the order in which their names come: two rows of seven tokens, say. */
const freeSizes = [2, 7, 3, 5];

/** The first numbers of an output are as good as all: each comes from every weight before it. */
const mostNumbers = 4096;

/**
 * A graph's answers to numbers from -1 to 1 and whole numbers of 1, which as ids, positions and masks are right for any graph. Undefined where it has inputs
 * that are not known, or gives no float32. Throws the error of ONNX Runtime where the graph fails.
 */
export async function answersOf(session: OnnxSession, Type: OnnxRuntime["Tensor"]): Promise<ProbeAnswers | undefined> {
  const sizes = new Map<string, number>();
  const sizeOf = (size: number | string, index: number): number => {
    if (typeof size === "number" && size >= 1) return size;
    const name = typeof size === "string" && size !== "" ? size : `#${index}`;
    const known = sizes.get(name) ?? freeSizes[sizes.size] ?? 1;
    sizes.set(name, known);
    return known;
  };
  const feeds: Record<string, Tensor> = {};
  for (const input of session.inputMetadata) {
    const feed = feedFor(input, sizeOf, Type);
    if (feed === undefined) return undefined;
    feeds[input.name] = feed;
  }
  const answers: Record<string, readonly number[]> = {};
  const outputs = session.outputMetadata.map(({ name }) => name);
  for (const [name, { type, data }] of Object.entries(await session.run(feeds, outputs))) {
    if (type === "float32" && ArrayBuffer.isView(data))
      answers[name] = Array.from(new Float32Array(data.buffer, data.byteOffset, Math.min(mostNumbers, data.byteLength / 4)));
  }
  return Object.keys(answers).length === 0 ? undefined : answers;
}

function feedFor(
  input: OnnxValue,
  sizeOf: (size: number | string, index: number) => number,
  Type: OnnxRuntime["Tensor"],
): Tensor | undefined {
  if (!input.isTensor) return undefined;
  const dims = input.shape.map(sizeOf);
  const count = dims.reduce((product, size) => product * size, 1);
  const data = numbersOf(input.type, count);
  return data === undefined ? undefined : new Type(input.type as never, data as never, dims);
}

function numbersOf(type: string, count: number): unknown {
  if (type === "float32") return Float32Array.from({ length: count }, (_, index) => Math.sin(index + 1));
  if (type === "int64") return new BigInt64Array(count).fill(1n);
  if (type === "int32") return new Int32Array(count).fill(1);
  return type === "bool" ? new Uint8Array(count).fill(1) : undefined;
}

/**
 * Whether answers are the same but for rounding. The kernels are the same, and nearly always give the same bits; a weight that was read wrongly
 * changes a number by far more.
 */
export function agree(found: ProbeAnswers | undefined, expected: ProbeAnswers): boolean {
  const names = Object.keys(expected);
  return (
    found !== undefined &&
    names.length === Object.keys(found).length &&
    names.every((name) => {
      const [left, right] = [found[name] ?? [], expected[name] ?? []];
      const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return left.length === right.length && left.every((value, index) => Math.abs(value - (right[index] ?? NaN)) <= tolerance * largest);
    })
  );
}

/** By the largest number of an output: ten times what float32 keeps. */
const tolerance = 1e-6;
