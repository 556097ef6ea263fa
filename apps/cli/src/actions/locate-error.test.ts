import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { withPlaceOf } from "./locate-error.ts";

async function told(error: unknown): Promise<unknown> {
  const batch = { placeOf: (text: number) => `The file "a.txt", line ${text + 65}` };
  return withPlaceOf(batch, () => Promise.reject(error)).catch((caught: unknown) => caught);
}

test.each([
  [
    new NestvecError("TEXT_TOO_LONG", { text: 3, tokens: 300, limit: 256 }),
    /^The file "a\.txt", line 68: the text has 300 tokens; the limit is 256\./,
  ],
  [
    new NestvecError("OUTPUT_NOT_FINITE", { graph: "onnx/text 3/model.onnx", layer: 6, text: 3 }),
    /^The file "a\.txt", line 68: The graph "onnx\/text 3\/model\.onnx" .* NaN or infinity for the text\./,
  ],
  [
    new NestvecError("ARGUMENT_INVALID", { argument: "texts[0]", found: "a text of no tokens", expected: "a text of at least one token" }),
    /^The file "a\.txt", line 65: the text is a text of no tokens; it must be a text of at least one token\.$/,
  ],
])("an error that names a text by its place in a batch says where it stands instead", async (error, sentence) => {
  const located = await told(error);
  expect(located).toMatchObject({ code: error.code, details: error.details, cause: error });
  expect((located as Error).message).toMatch(sentence);
});

test("other errors are left as they are", async () => {
  const invalid = new NestvecError("ARGUMENT_INVALID", { argument: "maxTokens", found: "0", expected: "1" });
  for (const error of [invalid, new NestvecError("DISPOSED", { what: "embedder" }), new TypeError("no")])
    expect(await told(error)).toBe(error);
});
