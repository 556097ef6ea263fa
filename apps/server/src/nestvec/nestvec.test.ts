import { loadModel } from "@nestvec/runtime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { metric, post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

const texts = ["How do I get a refund?", "Where is my parcel?", "Change my password, please.", "Is the shop open on Sundays?"];
const query = "I want my money back";

// Another batch and another process: float32 in another order.
const near = (expected: Float32Array): unknown => Array.from(expected, (number) => expect.closeTo(number, 5) as number);

test("several exits are embedded at once, in the order that was asked for, as the library has them", async () => {
  await using embedder = await loadModel();
  const exits = await embedder.embedLayers(texts, { layers: [6, 2], dimension: 64 });
  const { status, body, headers } = await post(`${server.url}/nestvec/embed`, { texts, layers: [6, 2], dimension: 64 });
  expect(status).toBe(200);
  expect(body).toEqual({
    model: "nestvec-mini",
    exits: exits.map(({ layer, space, vectors }) => ({ layer, dimension: 64, space, vectors: vectors.map(near) })),
    prompt: null,
    tokens: exits[0]!.tokens,
    truncated: [false, false, false, false],
    milliseconds: expect.any(Number),
  });
  expect(headers.get("x-nestvec-layer")).toBe("6, 2");
  expect(headers.get("x-nestvec-dimension")).toBe("64");
  expect(headers.get("x-nestvec-space")).toBe(exits.map(({ space }) => space).join(", "));
});

test("without layers it is the deepest exit, and one text stands for a list", async () => {
  const { body } = await post(`${server.url}/nestvec/embed`, { texts: texts[0], dimension: 64 });
  const { body: listed } = await post(`${server.url}/nestvec/embed`, { texts: texts.slice(0, 1), layers: [6], dimension: 64 });
  expect(body.exits).toMatchObject([{ layer: 6, dimension: 64 }]);
  expect(body.exits[0].vectors).toEqual([listed.exits[0].vectors[0].map((number: number) => expect.closeTo(number, 5) as number)]);
});

test("a search, alone and in a cascade, finds what the library finds and says what each step did", async () => {
  await using embedder = await loadModel();
  const cascade = [{ layer: 2, dimension: 64, keep: 0.5 }, { layer: 6 }];
  for (const options of [{ layer: 3, dimension: 32 }, { cascade }]) {
    const expected = await embedder.search(query, texts, { ...options, topK: 2 });
    const { status, body, headers } = await post(`${server.url}/nestvec/search`, { query, texts, top_k: 2, ...options });
    expect(status).toBe(200);
    expect(body).toEqual({
      model: "nestvec-mini",
      matches: expected.matches.map(({ index, similarity }) => ({ index, similarity: expect.closeTo(similarity, 5) as number })),
      layer: expected.layer,
      dimension: expected.dimension,
      space: expected.space,
      ...(expected.cascade && { cascade: expected.cascade.map((step) => ({ ...step, milliseconds: expect.any(Number) as number })) }),
      milliseconds: expect.any(Number),
    });
    expect(headers.get("x-nestvec-score")).toBe("cosine");
    expect(headers.get("x-nestvec-layer")).toBe(String(expected.layer));
  }
});

test.each([
  ["embed", { texts, layers: [2, 2] }, 400, "argument", "layers", "layers[1] must be a layer that is not in the list before."],
  ["embed", { texts, layers: [] }, 400, "argument", "layers", "layers must have at least 1"],
  ["embed", { texts, layers: [2, 1.5] }, 400, "argument", "layers", "layers[1]"],
  ["embed", { texts, layers: [2, 5] }, 422, "layer", "layer", "has no layer 5"],
  ["embed", { texts, layers: [2, 6], dimension: 65 }, 422, "dimension", "dimension", "65"],
  ["embed", { texts: ["a", ""], layers: [2, 6] }, 400, "empty", "texts", "texts[1] is empty"],
  ["embed", { texts: ["a", "word ".repeat(600)], truncate: "none" }, 400, "input_too_long", "texts", "texts[1] has 602 tokens"],
  ["search", { query, texts: [] }, 400, "empty", "texts", "texts is empty"],
  ["search", { query: "", texts }, 400, "empty", "query", "query is empty"],
  ["search", { query, texts, cascade: [] }, 400, "argument", "cascade", "cascade must have at least 1"],
  ["search", { query, texts, cascade: [{ layer: 2 }, { layer: 6 }] }, 400, "argument", "cascade", "cascade[0].keep must be a share of"],
  ["search", { query, texts, cascade: [{ layer: 2, keep: -1 }, { layer: 6 }] }, 400, "argument", "cascade", "such as 0.2, or a number"],
  ["search", { query, texts, cascade: [{ layer: 6, keep: 0.5 }, { layer: 2 }] }, 400, "argument", "cascade", "deeper layer than 6"],
  ["search", { query, texts, cascade: [{ layer: 6 }], layer: 2 }, 400, "argument", "layer", "layer must be left out beside a cascade"],
  ["search", { query, texts, cascade: [{ layer: 5 }] }, 422, "layer", "layer", "has no layer 5"],
  ["search", { query, texts: ["a", "word ".repeat(600)], truncate: "none" }, 400, "input_too_long", "texts", "texts[1] has 602 tokens"],
  ["search", { query, texts: ["word ".repeat(600)], truncate: "none" }, 400, "input_too_long", "texts", "texts[0] has 602 tokens"],
  ["search", { query: "word ".repeat(600), texts, truncate: "none" }, 400, "input_too_long", "query", "query has 602 tokens"],
  ["search", { query, texts, model: "another" }, 404, "unknown_model", "model", "No model of that name"],
] as const)("%s of %j is refused with %i", async (path, body, status, code, parameter, message) => {
  const answer = await post(`${server.url}/nestvec/${path}`, body);
  expect(answer).toMatchObject({ status, body: { error: { code, parameter, message: expect.stringContaining(message) } } });
});

test("a deadline holds for a whole cascade", async () => {
  const many = Array.from({ length: 400 }, (_, index) => `text ${index} ${"word ".repeat(100)}`);
  const body = { query, texts: many, cascade: [{ layer: 2, keep: 0.9 }, { layer: 6 }] };
  expect(await post(`${server.url}/nestvec/search`, body, { "x-nestvec-deadline": "300" })).toMatchObject({
    status: 504,
    body: { error: { code: "deadline" } },
  });
});

const exit = (layer: number, dimension: number): string => `{model="nestvec-mini",layer="${layer}",dimension="${dimension}"}`;

test("the metrics have the exits of both paths, and how the texts of cascades were computed", async () => {
  const own = await serveForThisTest({ stateBytes: 1_000_000 });
  await post(`${own.url}/nestvec/embed`, { texts, layers: [2, 6], dimension: 64 });
  await post(`${own.url}/nestvec/search`, { query, texts, cascade: [{ layer: 2, dimension: 64, keep: 3 }, { layer: 6 }] });
  const text = await fetch(own.metricsUrl!).then((response) => response.text());
  // The query of a search counts at each step.
  expect(text).toContain(`nestvec_exit_inputs_total${exit(2, 64)} 9`);
  expect(text).toContain(`nestvec_exit_inputs_total${exit(6, 64)} 4`);
  expect(text).toContain(`nestvec_exit_inputs_total${exit(6, 384)} 4`);
  // A published model keeps no states.
  expect(text).toContain(`nestvec_cascade_texts_total{model="nestvec-mini",layer="6",from="computed"} 3`);
  expect(text).toContain(`nestvec_cascade_texts_total{model="nestvec-mini",layer="6",from="resumed"} 0`);
  expect(await metric(own, "nestvec_state_bytes")).toBe(0);
  expect(await metric(own, "te_embed_success")).toBe(9);
});
