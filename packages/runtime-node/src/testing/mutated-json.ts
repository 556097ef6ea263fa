import { changeBytes } from "./mutated-graph.ts";
import type { Random } from "./random.ts";

/** A value of JSON that can be changed in place. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const values: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  "",
  "a",
  "\0",
  "\ud800",
  "(a+)+$",
  "[",
  "a".repeat(5000),
  [],
  {},
  [[]],
];

/** The lists and objects of a value, at most so many of each list: a vocabulary is not all there is. */
function containersOf(value: Json): (Json[] | { [key: string]: Json })[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).slice(0, 50).flatMap(containersOf)];
}

/** A text of JSON with some changes: of its values three times of four, else of its bytes. */
export function mutatedJson(texts: readonly string[], random: Random): Uint8Array {
  const text = random.pick(texts);
  if (random.whole(4) === 0) return changeBytes(Buffer.from(text), random);
  const file = JSON.parse(text) as Json;
  for (let changes = 1 + random.whole(3); changes > 0; changes--) {
    const containers = containersOf(file);
    const container = random.pick(containers);
    const keys = Object.keys(container);
    if (keys.length === 0) continue;
    const key = random.pick(keys);
    const object = container as { [key: string]: Json };
    const present = object[key] ?? null;
    switch (random.whole(6)) {
      case 0:
        if (Array.isArray(container)) container.splice(Number(key), 1);
        else delete object[key];
        break;
      case 1:
        object[key] = random.pick(values);
        break;
      case 2:
        object[key] = structuredClone(random.pick(containers));
        break;
      case 3:
        object[key] = object[random.pick(keys)] ?? null;
        break;
      case 4:
        object[key] = typeof present === "string" ? Buffer.from(changeBytes(Buffer.from(present), random)).toString() : [present, present];
        break;
      default:
        object[random.pick(["type", "pattern", "content", "vocab", "merges", "ids", "id", "single"])] = structuredClone(present);
    }
  }
  return Buffer.from(JSON.stringify(file));
}
