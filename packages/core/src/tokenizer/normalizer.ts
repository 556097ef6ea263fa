import { field, flag, optional, text, type Reader } from "../config/config-readers.ts";
import { newerMarks } from "./newer-marks.ts";
import { readPattern } from "./pattern.ts";
import { readCharsmap } from "./precompiled.ts";
import { anyListOf, partOf, type LibraryPart } from "./tokenizer-part.ts";

/**
 * Reads the `normalizer` of a tokenizer.json. What the library reads differently from the reference (the Rust crate
 * `tokenizers`) is written out in parts that both read alike.
 * @throws NestvecError CONFIG_INVALID
 */
export const readNormalizer: Reader<LibraryPart> = (at) => normalizerOf(at);

const replaceAll = (Regex: string, content: string): LibraryPart => ({ type: "Replace", pattern: { Regex }, content });
const sequence = (normalizers: readonly LibraryPart[]): LibraryPart => ({ type: "Sequence", normalizers });

// The library writes a final sigma at the end of a word (`String.prototype.toLowerCase`), the reference goes by character.
const lowercase = sequence([replaceAll("Σ", "σ"), { type: "Lowercase" }]);
const stripAccents = sequence([{ type: "NFD" }, replaceAll(String.raw`\p{Mn}`, "")]);
const cleanText = sequence([replaceAll(String.raw`[\t\n\r\p{Z}]`, " "), replaceAll(String.raw`[\p{Cc}\p{Cf}\p{Co}\uFFFD]`, "")]);
// `$&` is what was found. The ranges are those of the reference; the library looks at halves of surrogate pairs here.
const spaceChinese = replaceAll(
  String.raw`[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]`,
  " $& ",
);

// Letters for the reference, though not for JavaScript. A letter that no vocabulary has stands for them, alone for two signs that were
// punctuation in Unicode 8.0.
const anyLetter = "\u{10000}";
const newerMarksAsLetters = sequence([replaceAll(newerMarks, anyLetter), replaceAll(String.raw`[\u166D\u{111C9}]`, ` ${anyLetter} `)]);
// Two more were accents then.
const stripBertAccents = sequence([replaceAll(String.raw`[\u1734\u{1171E}]`, ""), stripAccents]);

const bertNormalizer: Reader<LibraryPart> = (at) => {
  const lower = field(at, "lowercase", optional(flag)) ?? true;
  const steps: LibraryPart[] = [newerMarksAsLetters];
  if (field(at, "clean_text", optional(flag)) ?? true) steps.push(cleanText);
  if (field(at, "handle_chinese_chars", optional(flag)) ?? true) steps.push(spaceChinese);
  if (field(at, "strip_accents", optional(flag)) ?? lower) steps.push(stripBertAccents);
  if (lower) steps.push(lowercase);
  return sequence(steps);
};

// The library trims what JavaScript calls white space, which has U+FEFF and not U+0085.
const strip: Reader<LibraryPart> = (at) => {
  const steps: LibraryPart[] = [];
  if (field(at, "strip_left", optional(flag)) ?? true) steps.push(replaceAll(String.raw`\A\p{White_Space}+`, ""));
  // Looking back, every run of white space is read once only.
  if (field(at, "strip_right", optional(flag)) ?? true) steps.push(replaceAll(String.raw`(?<!\p{White_Space})\p{White_Space}+\z`, ""));
  return sequence(steps);
};

/** Reads a part that puts one text in place of a pattern: a normalizer, or a decoder. @throws NestvecError CONFIG_INVALID */
export const readReplace: Reader<LibraryPart> = (at) => ({
  type: "Replace",
  pattern: field(at, "pattern", readPattern),
  // In what the library puts in, `$` has a meaning of its own.
  content: field(at, "content", text).replaceAll("$", "$$$$"),
});

const normalizerOf = partOf({
  BertNormalizer: bertNormalizer,
  Lowercase: () => lowercase,
  NFC: () => ({ type: "NFC" }),
  NFD: () => ({ type: "NFD" }),
  NFKC: () => ({ type: "NFKC" }),
  NFKD: () => ({ type: "NFKD" }),
  Precompiled: (at) => ({ type: "Precompiled", normalize: field(at, "precompiled_charsmap", readCharsmap) }),
  Prepend: (at) => ({ type: "Prepend", prepend: field(at, "prepend", text) }),
  Replace: readReplace,
  Sequence: (at) => sequence(field(at, "normalizers", anyListOf(readNormalizer))),
  Strip: strip,
  StripAccents: () => ({ type: "StripAccents" }),
});
