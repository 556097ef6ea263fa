import { expect, test } from "vitest";
import { parsePoolingConfig } from "./pooling-config.ts";

const file = "1_Pooling/config.json";
const parse = (value: unknown) => parsePoolingConfig({ file, key: "", value });

test.each([
  [{ pooling_mode_mean_tokens: true, pooling_mode_cls_token: false }, "mean"],
  [{ pooling_mode_cls_token: true, pooling_mode_lasttoken: false, include_prompt: true }, "cls"],
  [{ pooling_mode_lasttoken: true }, "last"],
  [{ pooling_mode_max_tokens: true }, "max"],
  [{ pooling_mode_mean_sqrt_len_tokens: true }, "mean_sqrt_length"],
  [{ pooling_mode_weightedmean_tokens: true }, "weighted_mean"],
  [{ embedding_dimension: 64, pooling_mode: "mean" }, "mean"],
  [{ pooling_mode: "cls" }, "cls"],
  [{ pooling_mode: "lasttoken" }, "last"],
  [{ pooling_mode: ["mean"] }, "mean"],
  [{ pooling_mode: "cls", pooling_mode_mean_tokens: true }, "cls"],
])("%j is %s", (value, pooling) => {
  expect(parse(value)).toEqual({ pooling, includesPrompt: true });
});

test("several poolings are put together in the order of a list, or in that of Sentence Transformers", () => {
  expect(parse({ pooling_mode: ["mean", "cls", "mean"] }).pooling).toEqual(["mean", "cls", "mean"]);
  const older = {
    pooling_mode_lasttoken: true,
    pooling_mode_mean_tokens: true,
    pooling_mode_max_tokens: false,
    pooling_mode_cls_token: true,
  };
  expect(parse(older).pooling).toEqual(["cls", "mean", "last"]);
});

test("prompts are left out where the file says so", () => {
  expect(parse({ pooling_mode: "mean", include_prompt: false })).toEqual({ pooling: "mean", includesPrompt: false });
});

const expected = "one or several of cls, max, mean, mean_sqrt_len_tokens, weightedmean, lasttoken";

test.each([
  [{ pooling_mode: "sum" }, "sum"],
  [{ pooling_mode: "toString" }, "toString"],
  [{ pooling_mode: ["mean", "sum"] }, "mean and sum"],
  [{ pooling_mode: [] }, "an empty list"],
  [{ pooling_mode: 1 }, "1"],
  [{ pooling_mode: null }, "null"],
  [{}, "missing"],
  [{ pooling_mode_mean_tokens: false }, "missing"],
  [{ pooling_mode_median_tokens: true }, "median"],
  [{ pooling_mode_median_tokens: true, pooling_mode_mean_tokens: true }, "mean and median"],
])("%j is refused", (value, found) => {
  expect(() => parse(value)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", details: { file, key: "pooling_mode", found, expected } }),
  );
});

test("a boolean that is none is refused", () => {
  const details = { file, key: "pooling_mode_mean_tokens", found: 'the text "yes"', expected: "true or false" };
  expect(() => parse({ pooling_mode_mean_tokens: "yes" })).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", details }));
});
