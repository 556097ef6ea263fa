import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest();
});
afterAll(() => server.stop());

interface Media {
  readonly example?: object;
  readonly examples?: Readonly<Record<string, { readonly value: object }>>;
}
interface Operation {
  readonly summary: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

test("the OpenAPI document validates, describes every route, and the examples in it run", async () => {
  const document = (await fetch(`${server.url}/openapi.json`).then((response) => response.json())) as Document;
  const { valid, errors } = await new Validator().validate({ ...document });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  const paths = [
    "/v1/embeddings",
    "/v1/models",
    "/v1/models/{model}",
    "/embed",
    "/embed_all",
    "/similarity",
    "/rerank",
    "/tokenize",
    "/info",
  ];
  const others = [
    "/api/embed",
    "/nestvec/embed",
    "/nestvec/search",
    "/v2/embed",
    "/api/v1/embeddings",
    "/api/v1/similarity",
    "/api/v1/similarity/batch",
    "/api/v1/embeddings/models",
  ];
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining([...paths, ...others]));
  let tried = 0;
  for (const [path, operations] of Object.entries(document.paths)) {
    const { post: operation } = operations;
    const { example, examples = {} }: Media = operation?.requestBody?.content["application/json"] ?? {};
    const all = [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
    for (const one of all) {
      const { status, body } = await post(server.url + path, one);
      expect(status, `${path} ${JSON.stringify(body)}`).toBe(path === "/embed_all" ? 422 : 200);
      tried += 1;
    }
  }
  expect(tried).toBeGreaterThanOrEqual(10);
});

test("/docs is a page that asks nothing of any other server", async () => {
  const page = await fetch(`${server.url}/docs/`, { redirect: "follow" });
  expect(page.status).toBe(200);
  const policy = page.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'self'");
  const html = await page.text();
  expect(
    [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address).filter((address) => /^(https?:)?\/\//.test(address!)),
  ).toEqual([]);
});

test("both can be left out", async () => {
  const bare = await serveForThisTest({ docs: false });
  expect((await fetch(`${bare.url}/docs`)).status).toBe(404);
  expect((await fetch(`${bare.url}/openapi.json`)).status).toBe(404);
});
