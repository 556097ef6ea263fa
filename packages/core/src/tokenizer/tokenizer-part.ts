import { field, oneOf, type Reader } from "../config/config-readers.ts";
import { configInvalid, keyOf, type ConfigValue } from "../config/config-value.ts";

/** One part of a tokenizer, such as a normalizer, as `@huggingface/tokenizers` takes it. */
export interface LibraryPart {
  readonly type: string;
  readonly [setting: string]: unknown;
}

/** A reader of parts that knows the types in `readers` and no others. */
export function partOf(readers: Readonly<Record<string, Reader<LibraryPart>>>): Reader<LibraryPart> {
  const types = Object.keys(readers);
  return (at) => {
    const read = readers[field(at, "type", oneOf(types))];
    if (read === undefined) throw configInvalid(at, types.join(" or "));
    return read(at);
  };
}

/** A list that may be empty: some published files hold a sequence of nothing. */
export const anyListOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (at) => {
    if (!Array.isArray(at.value)) throw configInvalid(at, "a list");
    return at.value.map((value: unknown, index) => read(element(at, index, value)));
  };

/** An element of the list at `at`. */
export const element = (at: ConfigValue, index: number, value: unknown): ConfigValue => ({ file: at.file, key: keyOf(at, index), value });
