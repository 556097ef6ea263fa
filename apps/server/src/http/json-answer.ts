import { encodeJson } from "@nestvec/core/vectors";
import { z } from "zod";

/** A vector in an answer: a list of numbers in JSON. It is written from its float32 numbers, never made a list of float64. */
export const vectorSchema = z.array(z.number()) as unknown as z.ZodType<Float32Array>;

/** An answer as JSON in UTF-8. As JSON.stringify writes it, except that a `Float32Array` is a list of its shortest decimals. */
export function jsonAnswer(answer: unknown): Buffer {
  const parts: (string | Uint8Array)[] = [];
  addParts(answer, parts);
  const sizes = parts.map((part) => (typeof part === "string" ? Buffer.byteLength(part) : part.length));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  for (const [place, part] of parts.entries()) {
    if (typeof part === "string") bytes.write(part, end);
    else bytes.set(part, end);
    end += sizes[place] ?? 0;
  }
  return bytes;
}

function addParts(value: unknown, parts: (string | Uint8Array)[]): void {
  if (value instanceof Float32Array) {
    parts.push(encodeJson(value));
  } else if (Array.isArray(value) && typeof value[0] === "object") {
    for (const [place, item] of value.entries()) {
      parts.push(place === 0 ? "[" : ",");
      addParts(item, parts);
    }
    parts.push("]");
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    for (const [place, [name, member]] of members.entries()) {
      parts.push(`${place === 0 ? "{" : ","}${JSON.stringify(name)}:`);
      addParts(member, parts);
    }
    parts.push(members.length === 0 ? "{}" : "}");
  } else {
    parts.push(JSON.stringify(value));
  }
}
