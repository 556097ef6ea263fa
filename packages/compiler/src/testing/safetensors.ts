import { readFile, writeFile } from "node:fs/promises";
import { toFloat16 } from "@nestvec/core/compile";

/** One tensor of a safetensors header. */
export interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The header of a safetensors file, to be changed. */
export type Header = Record<string, HeaderEntry>;

/** Writes a safetensors file anew with a changed header and changed data. */
export async function changeSafetensors(file: string, change: (header: Header, data: Buffer) => Buffer | undefined): Promise<void> {
  const bytes = await readFile(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Header;
  const data = Buffer.from(bytes.subarray(8 + length));
  const changed = change(header, data) ?? data;
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([size, json, changed]));
}

/** An entry that must be there. */
export function entryOf(header: Header, name: string): HeaderEntry {
  const entry = header[name];
  if (entry === undefined) throw new TypeError(`no tensor "${name}"`);
  return entry;
}

/** Writes the tensors of a safetensors file, all float32, as float16. */
export async function halveSafetensors(file: string): Promise<void> {
  await changeSafetensors(file, (header, data) => {
    const parts: Uint8Array[] = [];
    let end = 0;
    for (const entry of Object.values(header)) {
      if (entry.dtype !== "F32") continue;
      const [from, to] = entry.data_offsets;
      const { halves } = toFloat16(new Float32Array(Uint8Array.from(data.subarray(from, to)).buffer));
      parts.push(new Uint8Array(halves.buffer));
      entry.dtype = "F16";
      entry.data_offsets = [end, end + halves.byteLength];
      end += halves.byteLength;
    }
    return Buffer.concat(parts);
  });
}
