import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({ requestTimeout: 5000, logLevel: "silent" });
});
afterAll(() => server.stop());

/** 20,000 in the bench; fewer in each run of the tests. */
const bodies = Number(process.env["NESTVEC_FUZZED_BODIES"] ?? 600);

const paths = ["/v1/embeddings", "/embed", "/embed_all", "/similarity", "/rerank", "/tokenize", "/api/embed", "/v2/embed"].concat(
  ["/embeddings", "/decode", "/v1/embed", "/v1/rerank", "/v2/rerank", "/api/embeddings", "/api/show"],
  ["", "/batch"].map((more) => `/api/v1/similarity${more}`),
  "/api/v1/embeddings",
);

const key = fc.constantFrom(
  "input",
  "inputs",
  "model",
  "dimensions",
  "dimension",
  "layer",
  "target_layer",
  "truncate",
  "prompt_name",
  "encoding_format",
  "input_type",
  "texts",
  "text1",
  "text2",
  "query",
  "candidates",
  "top_k",
  "documents",
  "embedding_types",
  "parameters",
  "source_sentence",
  "sentences",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "quality_priority",
  "normalize",
  "top_n",
  "max_tokens",
  "max_tokens_per_doc",
  "truncate_prompt_tokens",
  "ids",
  "prompt",
  "options",
  "output_dimension",
);
const word = fc.oneof(
  fc.string({ maxLength: 40, unit: "grapheme" }),
  fc.constantFrom("nestvec-mini", "float", "base64", "search_query", "\u0000", "\ud800", ""),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    word,
    fc.constantFrom(0, -1, 1, 2, 3, 6, 32, 64, 384, 1e308, 1.5, 2 ** 53, null, true, false),
    fc.array(word, { maxLength: 4 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 5 }),
  ),
}));
const request = fc.dictionary(key, value, { maxKeys: 6 });
const damaged = fc.tuple(request, fc.nat(), fc.constantFrom("{", "}", `"`, ",", "\\", "[", "\u0001")).map(([body, at, character]) => {
  const text = JSON.stringify(body);
  return text.slice(0, at % (text.length + 1)) + character + text.slice((at % (text.length + 1)) + 1);
});
const body = fc.oneof(
  { weight: 8, arbitrary: request.map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: damaged },
  { weight: 1, arbitrary: fc.json() },
);

/** A tenth of all: a request that is right, with a value or two besides that may be. */
const right = fc
  .tuple(fc.constantFrom("/v1/embeddings", "/embed", "/tokenize"), fc.dictionary(key, value, { maxKeys: 2 }), word)
  .map(([path, more, text]) => [path, JSON.stringify({ ...more, [path === "/v1/embeddings" ? "input" : "inputs"]: `a ${text}` })] as const);
const any = fc.tuple(fc.constantFrom(...paths), body);

test(`${bodies} fuzzed bodies: no crash, no answer above 499, and Object.prototype as it was`, { timeout: 600_000 }, async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).toSorted();
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: any }, { weight: 1, arbitrary: right }), async ([path, text]) => {
      const response = await fetch(server.url + path, { method: "POST", headers: { "content-type": "application/json" }, body: text });
      const answer: unknown = await response.json();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(response.status, JSON.stringify(answer)).toBeLessThan(500);
      expect(answer).toBeTypeOf("object");
    }),
    { numRuns: bodies },
  );
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(before);
  // Some came through, so that what lies behind the checks was reached, too.
  expect(statuses.get(200)).toBeGreaterThan(0);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});
