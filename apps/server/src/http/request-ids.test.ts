import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({ apiKey: ["k"], corsAllowOrigin: ["*"], accessLog: true });
});
afterAll(() => server.stop());

const authorization = "Bearer k";
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly request_id?: string;
  readonly route?: string;
}
const linesOf = ({ logged }: TestServer): readonly Line[] => logged.map((line) => JSON.parse(line) as Line);

test("every answer has the id of its request: the one that came, or a new one", async () => {
  const { headers } = await post(`${server.url}/embed`, { inputs: "a", layer: 2 }, { authorization, "x-request-id": "job-7/part:3" });
  expect(headers.get("x-request-id")).toBe("job-7/part:3");
  const refused: readonly (readonly [string, RequestInit?])[] = [
    ["/embed", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }],
    ["/v1/embeddings", { method: "POST", body: "{", headers: { "content-type": "application/json", authorization } }],
    ["/none"],
    ["/v1/models/%E0%A4%A"],
    ["/livez"],
    ["/docs/"],
  ];
  const ids = new Set<string>();
  for (const [path, init] of refused) {
    const id = (await fetch(server.url + path, init ?? {})).headers.get("x-request-id");
    expect(id, path).toMatch(uuid);
    ids.add(id!);
  }
  expect(ids.size).toBe(refused.length);
});

test("an id that is long, empty or holds other characters is not taken over", async () => {
  for (const wrong of ["a b", "a".repeat(129), `"quoted"`, "<script>", "ümlaut", ""]) {
    const { headers } = await fetch(`${server.url}/livez`, { headers: { "x-request-id": wrong } });
    expect(headers.get("x-request-id")).toMatch(uuid);
    if (wrong !== "") for (const line of server.logged) expect(line).not.toContain(JSON.stringify(wrong).slice(1, -1));
  }
});

test("browsers may read it, and OpenAI's client has it", async () => {
  const answer = await fetch(`${server.url}/livez`, { headers: { origin: "https://app.example" } });
  expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "k" });
  const { _request_id: id } = await client.embeddings.create(
    { model: "nestvec-mini", input: "a" },
    { headers: { "x-request-id": "openai-1" } },
  );
  expect(id).toBe("openai-1");
});

test("the access log has a line of each request but probes, with its id, cut and counts", async () => {
  const begun = server.logged.length;
  const headers = { authorization, "x-request-id": "one" };
  const { headers: answer } = await post(`${server.url}/v1/embeddings`, { input: ["a", "b"], dimensions: 64, layer: 2 }, headers);
  await post(`${server.url}/embed`, { inputs: "" }, { authorization, "x-request-id": "two" });
  await fetch(`${server.url}/readyz`, { headers: { "x-request-id": "three" } });
  await fetch(`${server.url}/canary7f3a?key=canary7f3a`, {
    headers: { authorization, "x-request-id": "four", "user-agent": "canary7f3a" },
  });
  const lines = linesOf(server).slice(begun);
  const access = lines.filter(({ level, msg }) => level === 30 && msg === "request");
  expect(access.map((line) => line.request_id)).toEqual(["one", "two", "four"]);
  expect(access[0]).toMatchObject({
    method: "POST",
    route: "/v1/embeddings",
    status: 200,
    bytes: Number(answer.get("content-length")),
    "nestvec.model": "nestvec-mini",
    "nestvec.layer": 2,
    "nestvec.dimension": 64,
    "nestvec.inputs": 2,
    "nestvec.tokens": 6,
  });
  expect(access[1]).toMatchObject({ route: "/embed", status: 400, refusal: "empty" });
  expect(access[2]).toMatchObject({ method: "GET", route: "unknown", status: 404 });
  expect(JSON.stringify(lines)).not.toContain("canary7f3a");
  expect(lines.find(({ request_id: id }) => id === "three")?.level).toBe(20);
});

test("without it, requests are lines of level debug", async () => {
  const quiet = await serveForThisTest();
  await post(`${quiet.url}/embed`, { inputs: "a", layer: 2 }, { "x-request-id": "one" });
  const line = linesOf(quiet).find(({ request_id: id }) => id === "one");
  expect(line).toMatchObject({ level: 20, msg: "request", route: "/embed" });
});
