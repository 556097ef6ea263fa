import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonAnswer } from "./route.ts";

const written = (value: unknown): string => jsonAnswer(value).toString();

test("answers without vectors are as JSON.stringify writes them", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(written(value)).toBe(JSON.stringify(value));
    }),
  );
  expect(written({ left: undefined, out: null, 東: "🙂", none: {}, list: [] })).toBe('{"out":null,"東":"🙂","none":{},"list":[]}');
  expect(written({ left: undefined })).toBe("{}");
});

test("vectors are lists of their shortest decimals, wherever they stand", () => {
  const vector = Float32Array.of(0.1, -0.25, 1);
  expect(jsonAnswer({ é: [{ embedding: vector }, { embedding: vector }], one: vector }).toString()).toBe(
    '{"é":[{"embedding":[0.1,-0.25,1]},{"embedding":[0.1,-0.25,1]}],"one":[0.1,-0.25,1]}',
  );
  expect(jsonAnswer([vector]).toString()).toBe("[[0.1,-0.25,1]]");
});
