import { randomInt } from "d3-random";

/** Ids below this are often special tokens. */
const firstOrdinary = 5;

/** Token ids of a text of some length, for work whose time depends on the length alone. */
export function randomIds(length: number, vocabularySize: number, random: () => number): Int32Array {
  const draw = randomInt.source(random)(Math.min(firstOrdinary, vocabularySize - 1), vocabularySize);
  return Int32Array.from({ length }, draw);
}

/** Words that are one token each in the vocabularies of English models. */
export const words: readonly string[] = (
  "the of and to in is that for it as was with be by on not he this are or his from at which but have an had they you were their one all " +
  "we can her has there been if more when will would who so no water house world school night history city number music light river road"
).split(" ");

/** A text of so many words. */
export function randomText(length: number, random: () => number): string {
  const draw = randomInt.source(random)(0, words.length);
  return Array.from({ length }, () => words[draw()] ?? "").join(" ");
}
