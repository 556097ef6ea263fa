import { afterAll, beforeAll, expect, test } from "vitest";
import { CohereClient, CohereClientV2, CohereError } from "cohere-ai";
import { decodeBase64 } from "@nestvec/core/vectors";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
let client: CohereClientV2;
beforeAll(async () => {
  server = await serveForTest();
  client = new CohereClientV2({ token: "none", environment: server.url });
});
afterAll(() => server.stop());

test("the official client gets every type, each of the same vectors", async () => {
  const texts = ["Why is the sky blue?", "Cheese is made of milk."];
  const embeddingTypes = ["float", "int8", "uint8", "binary", "ubinary", "base64"] as const;
  const answer = await client.embed({
    model: "nestvec-mini",
    texts,
    inputType: "search_query",
    embeddingTypes: [...embeddingTypes],
    outputDimension: 64,
  });
  const { float, int8, uint8, binary, ubinary, base64 } = answer.embeddings;
  for (const [index, vector] of float!.entries()) {
    expect([...decodeBase64(base64![index]!)]).toEqual(vector.map(Math.fround));
    expect(int8![index]).toEqual(uint8![index]!.map((code) => code - 128));
    expect(binary![index]).toEqual(ubinary![index]!.map((code) => code - 128));
    expect(ubinary![index]!.flatMap((byte) => [...byte.toString(2).padStart(8, "0")].map(Number))).toEqual(
      vector.map((number) => Number(number > 0)),
    );
    // Ranges are ±4 / √64, so that a step is 1 / 255: half of one is the most that rounding takes, within the ranges.
    const restored = uint8![index]!.map((code) => code / 255 - 0.5);
    const kept = vector.map((number) => Math.max(-0.5, Math.min(0.5, number)));
    expect(Math.max(...restored.map((number, at) => Math.abs(number - kept[at]!)))).toBeLessThanOrEqual(1 / 510 + 1e-6);
  }
  expect(answer).toMatchObject({ texts, responseType: "embeddings_by_type", meta: { billedUnits: { inputTokens: 16 } } });
});

test("the official client of version 1 gets plain lists, or types where it asks for them", async () => {
  const first = new CohereClient({ token: "none", environment: server.url });
  const texts = ["Why is the sky blue?", "Cheese is made of milk."];
  const plain = await first.embed({ model: "nestvec-mini", texts });
  expect(plain).toMatchObject({ responseType: "embeddings_floats", texts, meta: { apiVersion: { version: "1" } } });
  const typed = await first.embed({ model: "nestvec-mini", texts, inputType: "search_document", embeddingTypes: ["float", "ubinary"] });
  expect(typed).toMatchObject({ responseType: "embeddings_by_type", embeddings: { float: plain.embeddings } });
});

test("errors parse into its classes", async () => {
  const body = { model: "none", texts: ["a"], inputType: "search_document", embeddingTypes: ["float"] } as const;
  const failed = client.embed({ ...body, texts: [...body.texts], embeddingTypes: [...body.embeddingTypes] }, { maxRetries: 0 });
  await expect(failed).rejects.toBeInstanceOf(CohereError);
  await expect(failed).rejects.toMatchObject({ statusCode: 404, body: { message: expect.any(String) } });
});

const embed = (body: object) => post(`${server.url}/v2/embed`, { input_type: "clustering", layer: 2, ...body });

test("inputs of text are taken, others and both at once are refused, long ones are cut as asked", async () => {
  const mixed = await embed({ inputs: [{ content: [{ type: "text", text: "a" }] }] });
  expect(mixed.body.embeddings.float).toHaveLength(1);
  for (const body of [{}, { texts: ["a"], inputs: [] }, { inputs: [{ content: [{ type: "image_url" }] }] }, { texts: [] }]) {
    expect(await embed(body)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
  }
  const long = ["word ".repeat(600)];
  expect((await embed({ texts: long, max_tokens: 16 })).body.meta.billed_units.input_tokens).toBe(16);
  expect((await embed({ texts: long, truncate: "NONE" })).status).toBe(400);
});
