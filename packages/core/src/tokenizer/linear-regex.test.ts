import { expect, test } from "vitest";
import { obstacleToLinearTime } from "./linear-regex.ts";

test.each([
  [" "],
  [" {2,}"],
  [String.raw`\s+`],
  [String.raw`\d{1,3}`],
  [String.raw`\p{N}{1,3}`],
  [String.raw`[\r\n]`],
  [String.raw`\s?[!-/:-~]+`],
  [String.raw` ?[^(\s|[.,!?…。，、।۔،])]+`],
  [String.raw`[一-龥ぁ-ゟ]+`],
  [String.raw`'s|'t|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`],
  [String.raw`(?i:'s|'t)?|a+b*c?`],
  [String.raw`(?:ab|c)d(?!e)`],
  [String.raw`[[:alpha:]]+|[]x]+|[^]x]+`],
  [String.raw`\u4E00|\x{4e00}|\x20`],
])("%s is linear", (regex) => {
  expect(obstacleToLinearTime(regex)).toBeUndefined();
});

test.each([
  ["(a+)+", "a repetition inside a repetition"],
  ["(a*)*b", "a repetition inside a repetition"],
  ["(a+)?", "a repetition inside a repetition"],
  ["(?:a|a)+", "a repeated group"],
  ["(?:ab){2,3}", "a repeated group"],
  ["a+b", "something that must match after a repetition without an upper bound"],
  [String.raw`\s+$`, "something that must match after a repetition without an upper bound"],
  [String.raw`\s+(?!\S)`, "something that must match after a repetition without an upper bound"],
  ["(?:a+|b)c", "something that must match after a repetition without an upper bound"],
  ["a{2,}b", "something that must match after a repetition without an upper bound"],
  ["(?=a*b)", "something that must match after a repetition without an upper bound"],
  ["(?=a*)", "a repetition without an upper bound inside a lookahead"],
  ["a?a?a?a?a?a?a?", "more than 100 ways to match at one position"],
  ["a{101}", "a repetition of more than 100"],
  ["a{0,1000000}", "a repetition of more than 100"],
  ["(?<=a)b", "syntax that is not known here, at character 2"],
  ["(?>a)", "syntax that is not known here, at character 2"],
  [String.raw`(a)\1`, "syntax that is not known here, at character 4"],
  ["a++", "syntax that is not known here, at character 3"],
  ["a+?", "syntax that is not known here, at character 3"],
  ["a)", "syntax that is not known here, at character 2"],
  ["[a", "syntax that is not known here, at character 1"],
  ["(a", "a group that is not closed"],
])("%s is refused", (regex, obstacle) => {
  expect(obstacleToLinearTime(regex)).toBe(obstacle);
});
