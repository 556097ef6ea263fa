import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { idInputs, inputList, type Inputs, listOf, textInputs, textOrIdInputs } from "./inputs.ts";

const wrongOf = (schema: z.ZodType, value: unknown): string | undefined => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  return issue === undefined ? undefined : `${issue.path.join(".")}: ${issue.message}`;
};

const ids = fc.array(fc.nat(), { minLength: 1 });

test("texts and ids are taken alone, in lists, and mixed, and nothing else is", () => {
  const right: fc.Arbitrary<Inputs> = fc.oneof(fc.string(), ids, fc.array(fc.oneof(fc.string(), ids)));
  fc.assert(
    fc.property(right, (value) => {
      expect(wrongOf(textOrIdInputs, value)).toBeUndefined();
      expect(inputList(value).flat()).toEqual([value].flat(2));
    }),
  );
  expect(wrongOf(textOrIdInputs, ["a", "b", 7])).toBe("2: must be a text or a list of token ids");
  expect(wrongOf(textOrIdInputs, ["a", [1, -1]])).toBe("1.1: must be a token id, a whole number from 0");
  expect(wrongOf(textOrIdInputs, [1, 2, "a"])).toBe("2: must be a token id, a whole number from 0");
  for (const wrong of [undefined, null, 7, {}, true]) expect(wrongOf(textOrIdInputs, wrong)).toMatch(/^: must be a text/);
  expect(wrongOf(textInputs, ["a", [1]])).toBe("1: must be a text");
  expect(wrongOf(textInputs, 1)).toBe(": must be a text or a list of texts");
  expect(wrongOf(idInputs, [[1], 2])).toBe("1: must be a list of token ids");
  expect(wrongOf(idInputs, [[1], ["a"]])).toBe("1.0: must be a token id, a whole number from 0");
  expect(wrongOf(idInputs, [1, 2])).toBeUndefined();
});

test("only the first of many wrong items is told, with its index", () => {
  const many = Array.from({ length: 100_000 }, () => ({}));
  for (const schema of [textOrIdInputs, textInputs, idInputs, listOf(z.string())]) {
    const { error } = schema.safeParse(["a", ...many].slice(schema === idInputs ? 1 : 0));
    expect(error?.issues).toHaveLength(1);
  }
  expect(wrongOf(listOf(z.object({ text: z.string() })), [{ text: "a" }, { text: 1 }])).toMatch(/^1\.text: /);
});

test("their JSON Schema is what they take", () => {
  const { properties, required } = z.toJSONSchema(z.object({ input: textOrIdInputs, documents: listOf(z.string()).optional() }), {
    io: "input",
  });
  expect(required).toEqual(["input"]);
  expect(properties).toEqual({
    input: {
      anyOf: [
        { type: "string" },
        { type: "array", items: { type: "integer", minimum: 0 } },
        { type: "array", items: { anyOf: [{ type: "string" }, { type: "array", items: { type: "integer", minimum: 0 } }] } },
      ],
    },
    documents: { type: "array", items: { type: "string" } },
  });
});
