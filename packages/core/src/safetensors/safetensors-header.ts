import { listOf, isWhole } from "../config/config-readers.ts";
import { checkJsonShape, settingsBounds } from "../config/json-bounds.ts";
import { configInvalid, member, members, type ConfigMember, type ConfigValue } from "../config/config-value.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { decodeUtf8 } from "../platform/utf8.ts";
import { refuseLfsBytes } from "../runtime/lfs-pointer.ts";
import type { FileSource } from "../runtime/runtime.ts";

/** Where one tensor of a safetensors file lies. */
export interface SafetensorsEntry {
  readonly name: string;
  /** The format's name of the element type, such as `F32`, `BF16` or `I64`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly start: number;
  readonly end: number;
}

/** What a safetensors file says of its tensors, all ranges checked: each lies in the file, has the size of its shape, and shares no bytes with another. */
export interface SafetensorsHeader {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
}

/** A header of a model of a thousand tensors has some 100 kB. What a damaged file says must not decide how much memory is taken. */
const longestHeader = 8 * 2 ** 20;

/** Bytes of one element of each type of the format. Of those of 4 and 6 bits, several share a byte. */
export const elementBytes: ReadonlyMap<string, number> = new Map([
  ["BOOL", 1],
  ["U8", 1],
  ["I8", 1],
  ["F8_E5M2", 1],
  ["F8_E4M3", 1],
  ["F8_E4M3FNUZ", 1],
  ["F8_E5M2FNUZ", 1],
  ["F8_E8M0", 1],
  ["F4", 1 / 2],
  ["F6_E2M3", 3 / 4],
  ["F6_E3M2", 3 / 4],
  ["I16", 2],
  ["U16", 2],
  ["F16", 2],
  ["BF16", 2],
  ["I32", 4],
  ["U32", 4],
  ["F32", 4],
  ["F64", 8],
  ["I64", 8],
  ["U64", 8],
  ["C64", 8],
]);

/**
 * Reads the header of a safetensors file: 8 bytes with its length, then JSON `{NAME: {dtype, shape, data_offsets}}`. No tensor is read.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, FILE_NOT_READABLE where it is a Git LFS pointer, CONFIG_INVALID
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { referenceModels } from "@nestvec/conformance/models";
 * import { readSafetensorsHeader } from "@nestvec/core/compile";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const source = directory(fileURLToPath(new URL("tiny-modernbert-source", referenceModels)));
 * const { tensors } = await readSafetensorsHeader(source, "model.safetensors");
 * console.log(tensors.get("final_norm.weight")?.shape); // → [ 64 ]
 * ```
 */
export async function readSafetensorsHeader(source: FileSource, file: string): Promise<SafetensorsHeader> {
  const size = await source.size(file);
  if (size === undefined) throw new NestvecError("FILE_MISSING", { file, where: source.name });
  const start = await source.readSlice(file, 0, 64);
  refuseLfsBytes(file, start);
  if (size < 8 || start.length < 8) throw new NestvecError("FILE_TRUNCATED", { file, bytes: size, needed: 8, neededBy: "its own header" });
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader) {
    const expected = `a safetensors file, which begins with the length of its header, at most ${longestHeader} bytes`;
    throw configInvalid({ file, key: "", value: undefined }, expected, `a file whose header would have ${length} bytes`);
  }
  const dataStart = 8 + length;
  if (dataStart > size) throw new NestvecError("FILE_TRUNCATED", { file, bytes: size, needed: dataStart, neededBy: "its own header" });
  const at = parseJson(await source.readSlice(file, 8, dataStart), file);
  const entries = members(at)
    .filter(({ name }) => name !== "__metadata__")
    .map((tensor) => entryOf(tensor, dataStart));
  const needed = entries.reduce((most, { end }) => Math.max(most, end), dataStart);
  if (needed > size) throw new NestvecError("FILE_TRUNCATED", { file, bytes: size, needed, neededBy: "its own header" });
  requireApart(entries, dataStart, file);
  return { file, tensors: new Map(entries.map((entry) => [entry.name, entry])) };
}

function parseJson(bytes: Uint8Array, file: string): ConfigValue {
  checkJsonShape(file, bytes, settingsBounds);
  const json = decodeUtf8(bytes, file);
  try {
    return { file, key: "", value: JSON.parse(json) as unknown };
  } catch {
    throw configInvalid({ file, key: "", value: undefined }, "a safetensors file", "one whose header is not JSON");
  }
}

function entryOf(tensor: ConfigMember, dataStart: number): SafetensorsEntry {
  const dtype = member(tensor, "dtype");
  const bytes = typeof dtype.value === "string" ? elementBytes.get(dtype.value) : undefined;
  if (bytes === undefined) throw configInvalid(dtype, `one of ${[...elementBytes.keys()].join(", ")}`);
  const shapeAt = member(tensor, "shape");
  // A single number has the shape [].
  const shape = Array.isArray(shapeAt.value) && shapeAt.value.length === 0 ? [] : listOf(sizeOrOffset)(shapeAt);
  const offsetsAt = member(tensor, "data_offsets");
  const [begin = 0, end = 0, ...more] = listOf(sizeOrOffset)(offsetsAt);
  const needed = shape.reduce((product, count) => product * count, bytes);
  if (more.length > 0 || end - begin !== needed || !isWhole(dataStart + end))
    throw configInvalid(offsetsAt, `two numbers ${needed} apart, the bytes of ${dtype.value} [${shape.join(", ")}]`, `${begin} to ${end}`);
  return { name: tensor.name, type: String(dtype.value), shape, start: dataStart + begin, end: dataStart + end };
}

/** @throws NestvecError CONFIG_INVALID for two tensors that share bytes, which the format does not have */
function requireApart(entries: readonly SafetensorsEntry[], dataStart: number, file: string): void {
  let before: SafetensorsEntry | undefined;
  for (const entry of entries.toSorted((left, right) => left.start - right.start || left.end - right.end)) {
    if (before !== undefined && entry.start < before.end) {
      const at = { file, key: `${entry.name}.data_offsets`, value: undefined };
      const expected = `after ${before.end - dataStart}, the end of "${before.name}": tensors share no bytes`;
      throw configInvalid(at, expected, `${entry.start - dataStart} to ${entry.end - dataStart}`);
    }
    before = entry;
  }
}

function sizeOrOffset(at: ConfigValue): number {
  if (isWhole(at.value) && at.value >= 0) return at.value;
  throw configInvalid(at, "a whole number of at least 0");
}
