import type { Random } from "./random.ts";
import { join, varint, type Bytes } from "./raw-onnx.ts";

// Graphs are taken apart into fields, one or a few of these are changed, and lengths are written anew: most of what comes out is still a message of
// protobuf, and gets deep into whatever reads it. Others are changed byte by byte.

/** One field: its tag, and a varint, bytes, or fields. */
interface Field {
  readonly number: number;
  wireType: number;
  value: number | bigint;
  bytes: Bytes;
  fields: Field[] | undefined;
}

/** The fields that hold fields, by the message that they are in. Numbers are those of onnx.proto. */
const nested: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: "graph", 8: "set", 14: "entry", 25: "function" },
  graph: { 1: "node", 5: "tensor", 11: "value", 12: "value", 13: "value" },
  function: { 7: "node", 9: "set" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph" },
  tensor: { 13: "entry" },
  value: { 2: "type" },
  type: { 1: "tensorType" },
  tensorType: { 2: "shape" },
  shape: { 1: "dimension" },
};

function fieldsOf(bytes: Bytes, message: string): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag, afterTag] = readVarint(bytes, at);
    const [number, wireType] = [Number(tag) >> 3, Number(tag) & 7];
    const [value, body] = wireType === 0 || wireType === 2 ? readVarint(bytes, afterTag) : [0n, afterTag];
    const length = wireType === 2 ? Number(value) : ({ 1: 8, 5: 4 }[wireType] ?? 0);
    const inner = bytes.subarray(body, body + length);
    const kind = wireType === 2 ? nested[message]?.[number] : undefined;
    fields.push({ number, wireType, value, bytes: inner, fields: kind === undefined ? undefined : fieldsOf(inner, kind) });
    at = body + length;
  }
  return fields;
}

function readVarint(bytes: Bytes, start: number): readonly [value: bigint, end: number] {
  let value = 0n;
  for (let at = start, shift = 0n; ; at++, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at + 1];
  }
}

function encoded(fields: readonly Field[]): Bytes {
  return join(
    ...fields.map(({ number, wireType, value, bytes, fields: inner }) => {
      const tag = varint(number * 8 + wireType);
      if (wireType === 0) return join(tag, varint(value));
      const body = inner === undefined ? bytes : encoded(inner);
      return wireType === 2 ? join(tag, varint(body.length), body) : join(tag, body);
    }),
  );
}

/** A field of its own, so that no message comes to be in itself. */
const copyOf = (field: Field): Field => ({ ...field, fields: field.fields?.map(copyOf) });

/** All messages of a file. */
const messagesOf = (fields: Field[]): Field[][] => [
  fields,
  ...fields.flatMap(({ fields: inner }) => (inner === undefined ? [] : messagesOf(inner))),
];

const numbers = [
  0n,
  1n,
  2n,
  3n,
  7n,
  8n,
  127n,
  128n,
  255n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n + 1n,
  2n ** 62n,
  2n ** 63n - 1n,
  -1n,
  -2n,
  -(2n ** 63n),
];

/** Changes fields of a graph. `others`: graphs whose fields may be put in. */
function changeFields(graph: Bytes, others: readonly Bytes[], random: Random): Bytes {
  const file = fieldsOf(graph, "model");
  const foreign = messagesOf(fieldsOf(random.pick(others), "model")).flat();
  for (let changes = 1 + random.whole(3); changes > 0; changes--) {
    const messages = messagesOf(file);
    const message = random.pick(messages);
    const at = random.whole(message.length);
    const field = message[at];
    if (field === undefined) continue;
    const everything = messages.flat();
    switch (random.whole(9)) {
      case 0:
        message.splice(at, 1);
        break;
      case 1:
        message.splice(random.whole(message.length), 0, copyOf(field));
        break;
      case 2:
        message.splice(at, 1, copyOf(random.pick(message)));
        break;
      case 3:
        message.splice(at, 0, copyOf(random.pick(foreign)));
        break;
      case 4: {
        const same = everything.filter((other) => other.number === field.number && other.wireType === field.wireType);
        message[at] = { ...copyOf(random.pick(same)), number: field.number };
        break;
      }
      case 5:
      case 6:
        if (field.wireType === 0) message[at] = { ...field, value: random.pick(numbers) };
        else if (field.wireType === 2 && field.fields === undefined) message[at] = { ...field, bytes: changeBytes(field.bytes, random) };
        break;
      case 7: {
        const texts = everything.filter(({ wireType, fields, bytes }) => wireType === 2 && fields === undefined && bytes.length < 64);
        if (field.wireType === 2 && field.fields === undefined) message[at] = { ...field, bytes: random.pick(texts).bytes };
        break;
      }
      default:
        // A message in itself, which is one level deeper than it was.
        if (field.fields !== undefined) message[at] = { ...field, fields: [...field.fields, copyOf(field)] };
    }
  }
  return encoded(file);
}

/** Flips bits, sets bytes, cuts, repeats and moves stretches of bytes. */
export function changeBytes(given: Bytes, random: Random): Bytes {
  let bytes = Uint8Array.from(given);
  for (let changes = 1 + random.whole(4); changes > 0 && bytes.length > 0; changes--) {
    const at = random.whole(bytes.length);
    const stretch = bytes.subarray(at, at + 1 + random.whole(64));
    const kind = random.whole(6);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.whole(8));
    else if (kind === 1) bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.whole(256)]);
    else if (kind === 2) bytes = Uint8Array.from(join(bytes.subarray(0, at), bytes.subarray(at + stretch.length)));
    else if (kind === 3) bytes = Uint8Array.from(join(bytes.subarray(0, at), stretch, bytes.subarray(at)));
    else if (kind === 4) bytes.set(stretch.slice(0, bytes.length - at), random.whole(Math.max(1, bytes.length - stretch.length)));
    else if (random.whole(4) === 0) bytes = bytes.slice(0, at);
  }
  return bytes;
}

/** A graph with some changes, of its fields three times of four. */
export const mutatedGraph = (graphs: readonly Bytes[], random: Random): Bytes =>
  random.whole(4) === 0 ? changeBytes(random.pick(graphs), random) : changeFields(random.pick(graphs), graphs, random);
