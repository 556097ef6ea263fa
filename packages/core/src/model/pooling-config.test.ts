import { expect, test } from "vitest";
import { parsePoolingConfig } from "./pooling-config.ts";

const file = "1_Pooling/config.json";
const parse = (value: unknown, hasPrompts = false) => parsePoolingConfig({ file, key: "", value }, hasPrompts);

test.each([
  [{ pooling_mode_mean_tokens: true, pooling_mode_cls_token: false }, "mean"],
  [{ pooling_mode_cls_token: true, pooling_mode_lasttoken: false, include_prompt: true }, "cls"],
  [{ pooling_mode_lasttoken: true }, "last"],
  [{ embedding_dimension: 64, pooling_mode: "mean" }, "mean"],
  [{ pooling_mode: "cls" }, "cls"],
  [{ pooling_mode: "lasttoken" }, "last"],
  [{ pooling_mode: ["mean"] }, "mean"],
  [{ pooling_mode: "cls", pooling_mode_mean_tokens: true }, "cls"],
])("%j is %s", (value, pooling) => {
  expect(parse(value)).toBe(pooling);
});

test("leaving prompts out is all the same where there are none", () => {
  expect(parse({ pooling_mode: "mean", include_prompt: false }, false)).toBe("mean");
});

const expected = "one of mean, cls and lasttoken, alone";

test.each([
  [{ pooling_mode: "max" }, "max"],
  [{ pooling_mode: "toString" }, "toString"],
  [{ pooling_mode: ["mean", "cls"] }, "mean and cls"],
  [{ pooling_mode: [] }, "an empty list"],
  [{ pooling_mode: 1 }, "1"],
  [{ pooling_mode: null }, "null"],
  [{}, "missing"],
  [{ pooling_mode_mean_tokens: false }, "missing"],
  [{ pooling_mode_max_tokens: true }, "max"],
  [{ pooling_mode_mean_sqrt_len_tokens: true }, "mean_sqrt_len"],
  [{ pooling_mode_mean_tokens: true, pooling_mode_weightedmean_tokens: true }, "mean and weightedmean"],
  [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: true }, "cls and mean"],
])("%j is refused", (value, found) => {
  expect(() => parse(value)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", details: { file, key: "pooling_mode", found, expected } }),
  );
});

test("a boolean that is none is refused", () => {
  const details = { file, key: "pooling_mode_mean_tokens", found: 'the text "yes"', expected: "true or false" };
  expect(() => parse({ pooling_mode_mean_tokens: "yes" })).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", details }));
});

test("leaving out prompts that the model has is refused", () => {
  expect(() => parse({ pooling_mode: "mean", include_prompt: false }, true)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ file, key: "include_prompt", found: "false" }) }),
  );
});
