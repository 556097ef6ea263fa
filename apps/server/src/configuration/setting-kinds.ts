import { z } from "zod";
import type { Setting } from "./configuration.ts";

/** A whole number, also where it is written as text. */
export function count(least: number, most: number, initial: number, help: string): Setting<number> {
  return { kind: "value", schema: wholeNumber(least, most).default(initial), help };
}

/** A whole number that may be left out. */
export function optionalCount(least: number, most: number, help: string): Setting<number | undefined> {
  return { kind: "value", schema: wholeNumber(least, most).optional(), help };
}

/** A flag. Written with a value, that is true or false. */
export function flag(initial: boolean, help: string): Setting<boolean> {
  return { kind: "switch", schema: trueOrFalse.default(initial), help };
}

/** A flag for which no answer has a meaning of its own. */
export function optionalFlag(help: string): Setting<boolean | undefined> {
  return { kind: "switch", schema: trueOrFalse.optional(), help };
}

/** A text. */
export function text(initial: string, help: string): Setting<string> {
  return { kind: "value", schema: someText.default(initial), help };
}

/** A text that may be left out. */
export function optionalText(help: string): Setting<string | undefined> {
  return { kind: "value", schema: someText.optional(), help };
}

/** Texts by name, written as a JSON object, which may be left out. */
export function optionalTextsByName(help: string): Setting<Readonly<Record<string, string>> | undefined> {
  const error = 'a JSON object of texts, such as {"query": "query: "}';
  return { kind: "value", schema: z.preprocess(jsonOf, z.record(z.string(), z.string({ error }), { error }).optional()), help };
}

/** One of some words. */
export function choice<const Word extends string>(words: readonly Word[], initial: Word, help: string): Setting<Word> {
  return { kind: "value", schema: z.enum(words, { error: oneOf(words) }).default(initial as never), help: `${help}: ${words.join(", ")}` };
}

/** One of some words, or left out. */
export function optionalChoice<const Word extends string>(words: readonly Word[], help: string): Setting<Word | undefined> {
  return { kind: "value", schema: z.enum(words, { error: oneOf(words) }).optional(), help: `${help}: ${words.join(", ")}` };
}

/** Several of some words, or none. */
export function choices<const Word extends string>(words: readonly Word[], help: string): Setting<readonly Word[]> {
  const schema = z.array(z.enum(words, { error: oneOf(words) }), { error: "a list of words" }).default([]);
  return { kind: "list", separator: "comma", schema, help: `${help}: ${words.join(", ")}` };
}

/** Several texts. */
export function texts(initial: readonly string[], help: string): Setting<readonly string[]> {
  return { kind: "list", separator: "comma", schema: someTexts(someText).default([...initial]), help };
}

/** Several secrets, each of which a header can hold. Only a line break divides them: anything else may be part of one. */
export function secrets(help: string): Setting<readonly string[]> {
  return { kind: "list", separator: "line", schema: someTexts(secret).default([]), help, isSecret: true };
}

/** Several headers, `name=value` each. Their values are secrets, as a rule. */
export function headers(help: string): Setting<readonly string[]> {
  return { kind: "list", separator: "line", schema: someTexts(header).default([]), help, isSecret: true };
}

/** The address of an HTTP service, which may be left out. */
export function optionalAddress(help: string): Setting<string | undefined> {
  return { kind: "value", schema: someText.refine(isHttp, { error: "an address that begins with http:// or https://" }).optional(), help };
}

/** Several origins of web pages, or `*`. */
export function origins(help: string): Setting<readonly string[]> {
  const origin = someText.refine((value) => value === "*" || (URL.canParse(value) && new URL(value).origin === value), {
    error: "an origin such as https://example.com, without a path, or *",
  });
  return { kind: "list", separator: "comma", schema: someTexts(origin).default([]), help };
}

/** Several whole numbers. */
export function counts(least: number, most: number, help: string): Setting<readonly number[]> {
  const schema = z.array(wholeNumber(least, most), { error: "a list of whole numbers" }).default([]);
  return { kind: "list", separator: "comma", schema, help };
}

const someText = z.string({ error: "a text" }).min(1, { error: "a text that is not empty" });
const secret = z.string({ error: "a text" }).regex(/^[!-~](?:[ -~]*[!-~])?$/, {
  error: "a key of printable ASCII characters, which a header can hold, without spaces at its ends",
});
const header = z
  .string({ error: "a text" })
  .regex(/^[\w!#$%&'*+.^`|~-]+ *= *[ -~]+$/, { error: "a header as name=value, in printable ASCII" });
// A list that is written must say something: no keys where one was to be set would leave a server open to all.
const someTexts = <Item extends z.ZodType<string>>(item: Item): z.ZodArray<Item> =>
  z.array(item, { error: "a list of texts" }).min(1, { error: "a list of at least one text that is not empty" });
const isHttp = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const words: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  yes: true,
  on: true,
  false: false,
  "0": false,
  no: false,
  off: false,
};
function jsonOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const trueOrFalse = z.preprocess(
  (value) => (typeof value === "string" ? (words[value.toLowerCase()] ?? value) : value),
  z.boolean({ error: "true or false" }),
);

function wholeNumber(least: number, most: number): z.ZodType<number> {
  const error = `a whole number from ${least} to ${most}`;
  return z.preprocess(numberOf, z.number({ error }).int({ error }).min(least, { error }).max(most, { error }));
}

function numberOf(value: unknown): unknown {
  return typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

const oneOf = (known: readonly string[]): string => `one of ${known.join(", ")}`;
