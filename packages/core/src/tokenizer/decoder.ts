import { field, flag, isWhole, oneOf, optional, text, type Reader } from "../config/config-readers.ts";
import { configInvalid } from "../config/config-value.ts";
import { readReplace } from "./normalizer.ts";
import { anyListOf, partOf, type LibraryPart } from "./tokenizer-part.ts";

/**
 * Reads the `decoder` of a tokenizer.json: how pieces become text again.
 * @throws NestvecError CONFIG_INVALID
 */
export const readDecoder: Reader<LibraryPart> = (at) => decoderOf(at);

const decoderOf = partOf({
  ByteLevel: () => ({ type: "ByteLevel" }),
  ByteFallback: () => ({ type: "ByteFallback" }),
  Fuse: () => ({ type: "Fuse" }),
  WordPiece: (at) => ({ type: "WordPiece", prefix: field(at, "prefix", text), cleanup: field(at, "cleanup", optional(flag)) ?? true }),
  Metaspace: (at) => ({
    type: "Metaspace",
    replacement: field(at, "replacement", text),
    prepend_scheme: field(at, "prepend_scheme", optional(oneOf(["always", "first", "never"]))) ?? "always",
  }),
  Replace: readReplace,
  Strip: (at) => ({
    type: "Strip",
    content: field(at, "content", text),
    start: field(at, "start", wholeNumber),
    stop: field(at, "stop", wholeNumber),
  }),
  Sequence: (at) => ({ type: "Sequence", decoders: field(at, "decoders", anyListOf(readDecoder)) }),
});

const wholeNumber: Reader<number> = (at) => {
  if (isWhole(at.value) && at.value >= 0) return at.value;
  throw configInvalid(at, "a whole number");
};
