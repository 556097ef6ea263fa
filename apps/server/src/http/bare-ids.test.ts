import { expect, test } from "vitest";
import { post, serveForThisTest } from "../testing/serve-for-test.ts";

// "How do I reset my password?" in the ids of cl100k_base.
const foreign = [4438, 656, 358, 7738, 856, 3636, 30];
const cls = 101;
const sep = 102;

test("ids that lack the model's special tokens are refused, in every API that takes ids", async () => {
  const server = await serveForThisTest();
  for (const wrong of [foreign, [cls, ...foreign], [...foreign, sep], [sep, ...foreign, cls], [cls]]) {
    for (const input of [wrong, [wrong], ["a text", wrong]]) {
      const { status, body } = await post(`${server.url}/v1/embeddings`, { input });
      expect(status).toBe(400);
      expect(body.error.param).toBe("input");
      expect(body.error.message).toMatch(/begin with 101 and end with 102.*check_embedding_ctx_length=False.*--allow-bare-token-ids/);
    }
    expect(await post(`${server.url}/embed`, { inputs: [wrong] })).toMatchObject({ status: 422, body: { error_type: "Validation" } });
  }
  expect((await post(`${server.url}/v1/embeddings`, { input: [cls, ...foreign, sep] })).status).toBe(200);
  // Decoding is no embedding.
  expect((await post(`${server.url}/decode`, { ids: foreign })).status).toBe(200);
});

test("a setting takes them", async () => {
  const server = await serveForThisTest({ allowBareTokenIds: true });
  expect((await post(`${server.url}/v1/embeddings`, { input: [foreign] })).status).toBe(200);
  expect((await post(`${server.url}/v1/embeddings`, { input: [[10_000_000]] })).status).toBe(400);
});
