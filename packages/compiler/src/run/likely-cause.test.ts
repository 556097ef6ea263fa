import { expect, test } from "vitest";
import { likelyCause } from "./likely-cause.ts";

const tokens = [1, 3, 40, 900];
const right = { isWrong: [false, false, false, false], tokens };
const wrongWhenLong = { isWrong: [false, false, true, true], tokens };
const wrong = { isWrong: [true, false, true, true], tokens };

test.each([
  [[wrong, wrong, right], "the final norm"],
  [[wrongWhenLong, wrongWhenLong, right], "the final norm"],
  [[right, wrongWhenLong, wrongWhenLong], "the positions"],
  [[wrongWhenLong], "the positions"],
  [[wrong], "the pooling"],
  [[right, right, wrong], "the pooling"],
])("the cause that exits %# have in common", (exits, cause) => {
  expect(likelyCause(exits)).toContain(`the likely cause is ${cause}`);
});
