import { GraphFileError } from "../walk/graph-file-error.ts";
import { onnxSchema, type OnnxMessage } from "../walk/onnx-messages.ts";
import { fieldsOf, lengthDelimitedHead } from "./fields.ts";

/** Texts as UTF-8, both ways. */
export interface Utf8 {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const deepestMessage = 100;
const keyField = 1;
const valueField = 2;

/**
 * The bytes of a graph that reads its weights from other places: `locationOf` gives the new one for each that the graph names. Nothing else is
 * changed, and what holds no location is not copied before the end.
 * @throws GraphFileError
 */
export function relocateWeights(graph: Uint8Array, locationOf: (location: string) => string, utf8: Utf8): Uint8Array {
  return joined(rewritten(graph, "model", 0).parts);

  function rewritten(bytes: Uint8Array, message: OnnxMessage, depth: number): Rewritten {
    if (depth > deepestMessage) throw new GraphFileError(`its messages are nested more than ${deepestMessage} deep`);
    if (message === "entry") return entry(bytes);
    const parts: Uint8Array[] = [];
    let kept = 0;
    for (const { start, body, end, number, isLengthDelimited } of fieldsOf(bytes)) {
      const nested = isLengthDelimited ? onnxSchema[message][number]?.message : undefined;
      if (nested === undefined) continue;
      const inner = rewritten(bytes.subarray(body, end), nested, depth + 1);
      if (!inner.isChanged) continue;
      const length = inner.parts.reduce((sum, part) => sum + part.length, 0);
      parts.push(bytes.subarray(kept, start), lengthDelimitedHead(number, length), ...inner.parts);
      kept = end;
    }
    if (kept === 0) return { parts: [bytes], isChanged: false };
    return { parts: [...parts, bytes.subarray(kept)], isChanged: true };
  }

  /** A `StringStringEntryProto`. */
  function entry(bytes: Uint8Array): Rewritten {
    let key = "";
    let value: string | undefined;
    for (const { body, end, number } of fieldsOf(bytes)) {
      if (number === keyField) key = utf8.decode(bytes.subarray(body, end));
      if (number === valueField) value = utf8.decode(bytes.subarray(body, end));
    }
    if (key !== "location" || value === undefined) return { parts: [bytes], isChanged: false };
    const parts = [keyField, valueField].flatMap((number) => {
      const text = utf8.encode(number === keyField ? key : locationOf(value));
      return [lengthDelimitedHead(number, text.length), text];
    });
    return { parts, isChanged: true };
  }
}

interface Rewritten {
  readonly parts: readonly Uint8Array[];
  readonly isChanged: boolean;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
