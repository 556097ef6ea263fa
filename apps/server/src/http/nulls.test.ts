import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";
import { withoutNulls } from "./route.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: object }>> };
}

/** A body with null in every optional field of its schema, objects inside it included. */
function withNulls(body: object, { properties = {}, required = [] }: Schema): object {
  const all = Object.entries(properties).map(([name, schema]) => {
    const value: unknown = (body as Record<string, unknown>)[name];
    if (value === undefined) return [name, required.includes(name) ? undefined : null];
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return [name, isObject ? withNulls(value, schema) : value];
  });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as object;
}

test("null in every optional field of every path means that it is left out, and the document says so", async () => {
  const document = (await fetch(`${server.url}/openapi.json`).then((response) => response.json())) as {
    readonly paths: Readonly<Record<string, { readonly post?: Operation }>>;
  };
  let tried = 0;
  for (const [path, { post: operation }] of Object.entries(document.paths)) {
    const { schema, example } = operation?.requestBody?.content["application/json"] ?? {};
    if (schema === undefined || example === undefined) continue;
    const body = withNulls(example, schema);
    const nulls = Object.values(body).filter((value) => value === null);
    if (nulls.length > 0) tried += 1;
    expect((await post(server.url + path, body)).status, `${path} ${JSON.stringify(body)}`).toBe(path === "/embed_all" ? 422 : 200);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const takesNull = JSON.stringify(property).includes(`{"type":"null"}`);
      expect(takesNull, `${path} ${name}`).toBe(schema.required?.includes(name) !== true);
    }
  }
  expect(tried).toBeGreaterThanOrEqual(14);
});

describe("null as a required field or as an item", () => {
  test.each([
    ["/v1/embeddings", { input: null }],
    ["/v1/embeddings", { input: ["a", null] }],
    ["/embed", { inputs: ["a", null] }],
    ["/rerank", { query: null, texts: ["a"] }],
    ["/rerank", { query: "a", documents: [null] }],
    ["/v2/embed", { texts: ["a"], input_type: null }],
    ["/api/embed", { model: null, input: "a" }],
  ])("%s %j is refused", async (path, body) => {
    expect([400, 422]).toContain((await post(server.url + path, body)).status);
  });
});

test("JSON that is nested deeper than calls can be is no fault of the server", async () => {
  const deep = `${`{"a":`.repeat(100_000)}null${"}".repeat(100_000)}`;
  expect((await post(`${server.url}/v1/embeddings`, `{"input":"a","layer":2,"extra":${deep}}`)).status).toBe(200);
  expect((await post(`${server.url}/v1/embeddings`, `{"input":${deep}}`)).status).toBe(400);
});

test("lists are left as they are", () => {
  expect(withoutNulls({ a: null, b: [null, 1, { c: null, d: [null] }], e: { f: null } })).toEqual({ b: [null, 1, { d: [null] }], e: {} });
  expect(withoutNulls(null)).toBe(null);
});
