import { NestvecError, type FileSource } from "@nestvec/core";
import {
  configInvalid,
  member,
  readConfigFile,
  readFloatRange,
  readSafetensorsHeader,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from "@nestvec/core/compile";

/** One tensor of a model's weights, read by ranges. */
export interface SourceTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The safetensors file that it is in. */
  readonly file: string;
  /** The element type, by the format's name: `F32`, `BF16`, … */
  readonly type: string;
  /** The numbers from `from` up to, not including, `to`, as float32. @throws NestvecError CONFIG_INVALID for another type than floats; FILE_TRUNCATED */
  read(from: number, to: number): Promise<Float32Array<ArrayBuffer>>;
}

/** The tensors of a model, in one file or several. */
export interface SourceTensors {
  /** The file that says which tensors there are. */
  readonly file: string;
  /** All files of weights. */
  readonly files: readonly string[];
  find(name: string): SourceTensor | undefined;
}

/**
 * Opens `model.safetensors` in a folder, or the files that `model.safetensors.index.json` lists. No tensor is read.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID
 */
export async function openTensors(source: FileSource, folder: string): Promise<SourceTensors> {
  const single = `${folder}model.safetensors`;
  const index = `${single}.index.json`;
  if ((await source.size(single)) !== undefined || (await source.size(index)) === undefined) {
    const header = await readSafetensorsHeader(source, single);
    return tensorsOf(source, single, new Map(Array.from(header.tensors, ([name, entry]) => [name, { file: single, entry }])));
  }
  const at = await readConfigFile(source, index);
  if (at === undefined) throw new NestvecError("FILE_MISSING", { file: index, where: source.name });
  const map = member(at, "weight_map");
  const headers = new Map<string, SafetensorsHeader>();
  const places = new Map<string, Place>();
  for (const [name, file] of Object.entries(stringsOf(map.value))) {
    const entryAt = { ...member(map, name), key: `${map.key}.${name}` };
    if (!/^[^/\\]+\.safetensors$/.test(file)) throw configInvalid(entryAt, "the name of a .safetensors file beside it");
    const path = folder + file;
    const header = headers.get(path) ?? (await readSafetensorsHeader(source, path));
    headers.set(path, header);
    const entry = header.tensors.get(name);
    if (entry === undefined) throw configInvalid(entryAt, "a file that has this tensor", `"${file}", which has it not`);
    places.set(name, { file: path, entry });
  }
  if (places.size === 0) throw configInvalid(map, "an object of file names by tensor");
  return tensorsOf(source, index, places);
}

interface Place {
  readonly file: string;
  readonly entry: SafetensorsEntry;
}

function tensorsOf(source: FileSource, file: string, places: ReadonlyMap<string, Place>): SourceTensors {
  return {
    file,
    files: [...new Set(Array.from(places.values(), (place) => place.file))].toSorted(),
    find(name) {
      const place = places.get(name);
      if (place === undefined) return undefined;
      const { shape, type } = place.entry;
      return { name, shape, type, file: place.file, read: (from, to) => readFloatRange(source, place.file, place.entry, from, to) };
    },
  };
}

const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, file]) => [name, typeof file === "string" ? file : ""]))
    : {};
