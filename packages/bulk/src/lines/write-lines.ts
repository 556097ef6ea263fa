import { encodeJson } from "@nestvec/core/vectors";
import { jsonCell } from "../columns/json-cells.ts";
import type { TableRows } from "../columns/table-rows.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { float16ToFloat32 } from "@nestvec/core/compile";

/** Fields that a line has beside its row's own and its vector, by which `nestvec search` knows the space. */
export const lineFields: readonly string[] = ["layer", "dimension", "space"];

/** Some rows as JSON Lines: the fields of each row, how its vector was made, and the vector. */
export function jsonLinesPart({ columns, cells, vectors }: TableRows, { column, layer, dimension, space }: TableMetadata): Uint8Array {
  const lines: string[] = [];
  const { data, width, rows, valid } = vectors;
  for (let row = 0; row < rows; row++) {
    const fields = Object.fromEntries(columns.map((own, index) => [own.name, jsonCell(cells[index]?.[row], own)]));
    const before = JSON.stringify({ ...fields, layer, dimension, space });
    const numbers = valid?.[row] === false ? undefined : data.subarray(row * width, (row + 1) * width);
    lines.push(`${before.slice(0, -1)},${JSON.stringify(column)}:${numbers === undefined ? "null" : listOf(numbers)}}\n`);
  }
  return Buffer.from(lines.join(""));
}

function listOf(numbers: TableRows["vectors"]["data"]): string {
  if (numbers instanceof Float32Array) return Buffer.from(encodeJson(numbers)).toString("latin1");
  if (numbers instanceof Uint16Array) return Buffer.from(encodeJson(float16ToFloat32(numbers))).toString("latin1");
  return `[${numbers.join(",")}]`;
}
