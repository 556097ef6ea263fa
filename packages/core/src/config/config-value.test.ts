import { expect, test } from "vitest";
import { describeValue } from "../errors/arguments.ts";
import { configInvalid, keyOf, member, members } from "./config-value.ts";

const file = { file: "a.json", key: "", value: { models: { "6": { path: 1 } }, nothing: null } };

test("members carry the dotted way to them", () => {
  const models = member(file, "models");
  expect(member(member(models, "6"), "path")).toEqual({ file: "a.json", key: "models.6.path", value: 1 });
  expect(members(models).map(({ name, key }) => [name, key])).toEqual([["6", "models.6"]]);
  expect(keyOf(models, 2)).toBe("models.2");
});

test("a member that is not there, and one that every object inherits, is missing", () => {
  expect(member(file, "toString").value).toBeUndefined();
  expect(member(file, "other").value).toBeUndefined();
});

test.each([[[]], [null], ["abc"], [3]])("%j is not an object", (value) => {
  expect(() => member({ ...file, value }, "a")).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      details: { file: "a.json", key: "", found: describeValue(value), expected: "a JSON object" },
    }),
  );
});

test("a refusal reads as a sentence", () => {
  const error = configInvalid({ file: "onnx/model_config.json", key: "models.6.path", value: 7 }, "a path");
  expect(error.message).toBe('onnx/model_config.json: "models.6.path" is 7; it must be a path.');
});
