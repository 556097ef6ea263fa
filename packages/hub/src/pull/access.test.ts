import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryOf } from "@nestvec/loopback-hub";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cachedModel } from "../cache/read-cache.ts";
import { failure, hubForTest, temporaryFolder, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { pullModel } from "./pull-model.ts";

let home = "";
beforeEach(async () => {
  home = await temporaryFolder();
  for (const name of [
    "HF_TOKEN",
    "HF_ENDPOINT",
    "HF_HUB_CACHE",
    "HF_HUB_OFFLINE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
  ])
    vi.stubEnv(name, "");
  vi.stubEnv("HF_HOME", home);
});
afterEach(() => void vi.unstubAllEnvs());

const only = (access: "gated" | "private") => hubForTest([repositoryOf(tinyName, tinyFiles(), { access })]);

test.each([
  ["gated", undefined, "it is gated, and no token was sent", /Ask for access on .*some-org\/tiny-modernbert, then set HF_TOKEN\.$/],
  ["gated", "hf_known_without_access", "it is gated, and the token's owner was not given access", /Ask for access/],
  ["private", undefined, "there is no such repository, or it is private and no token was sent", /HF_TOKEN/],
  ["private", "hf_known_without_access", "there is no such repository, or the token's owner may not see it", /whose token/],
  ["private", "hf_wrong", "the token that was sent is not valid", /Set HF_TOKEN/],
] as const)("what is %s, with the token %s, is refused with what to do", async (access, token, problem, remedy) => {
  const { options } = await only(access);
  const error = await failure(pullModel(tinyName, { ...options, token }));
  expect(error).toMatchObject({ code: "HUB_REFUSED", details: { problem } });
  expect(error.message).toMatch(remedy);
  expect(error.message).not.toContain("hf_");
});

test.each(["gated", "private"] as const)("what is %s comes with a token: an option, HF_TOKEN, or the file in HF_HOME", async (access) => {
  const { hub, options } = await only(access);
  await pullModel(tinyName, { ...options, token: hub.token });
  vi.stubEnv("HF_TOKEN", `${hub.token}\n`);
  await pullModel(tinyName, { ...options, cacheFolder: await temporaryFolder() });
  vi.stubEnv("HF_TOKEN", "");
  await writeFile(join(home, "token"), `${hub.token}\n`);
  await pullModel(tinyName, { ...options, cacheFolder: await temporaryFolder() });
});

test("HF_HUB_DISABLE_IMPLICIT_TOKEN keeps back the tokens of the environment and of the disk, not the one that is passed", async () => {
  const { hub, options } = await only("private");
  vi.stubEnv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
  vi.stubEnv("HF_TOKEN", hub.token);
  await writeFile(join(home, "token"), hub.token);
  expect(await failure(pullModel(tinyName, options))).toMatchObject({ code: "HUB_REFUSED" });
  expect(hub.log.every(({ authorization }) => authorization === undefined)).toBe(true);
  await pullModel(tinyName, { ...options, token: ` ${hub.token}\r\n` });
});

test.each([
  ["token", "hf_one hf_two"],
  ["token", "hf_ключ"],
  ["token", 5],
  ["HF_TOKEN", "hf_one hf_two"],
])("%s: what no header can hold is refused, and not shown", async (argument, token) => {
  const { hub, options } = await only("private");
  if (argument === "HF_TOKEN") vi.stubEnv(argument, String(token));
  const error = await failure(pullModel(tinyName, { ...options, ...(argument === "token" && { token: token as string }) }));
  expect(error).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument } });
  expect(error.message).not.toContain("hf_one");
  expect(hub.log).toEqual([]);
});

test("the cache is looked into whatever address and token are set", async () => {
  const { options } = await hubForTest();
  const { folder, commit } = await pullModel(tinyName, options);
  vi.stubEnv("HF_ENDPOINT", "no address");
  vi.stubEnv("HF_TOKEN", "no token");
  expect(await cachedModel(tinyName, options)).toEqual({ folder, commit });
  expect(await failure(cachedModel(tinyName, { cacheFolder: 5 as never }))).toMatchObject({ details: { argument: "cacheFolder" } });
});

test("HF_ENDPOINT, HF_HOME and HF_HUB_CACHE say where from and where to", async () => {
  const { hub } = await hubForTest();
  vi.stubEnv("HF_ENDPOINT", `${hub.endpoint}/`);
  expect((await pullModel(tinyName)).folder).toContain(join(home, "hub", "models--some-org--tiny-modernbert"));
  const cache = await temporaryFolder();
  vi.stubEnv("MODELS", cache);
  vi.stubEnv("HF_HUB_CACHE", "$MODELS/of hub");
  expect((await pullModel(tinyName)).folder).toContain(join(cache, "of hub", "models--some-org--tiny-modernbert"));
  vi.stubEnv("HF_ENDPOINT", "hub.example.org");
  expect(await failure(pullModel(tinyName))).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "endpoint" } });
});

test("HF_HUB_OFFLINE asks nobody: what is in the cache is found, all else is an error", async () => {
  const { hub, options } = await hubForTest();
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  const error = await failure(pullModel(tinyName, options));
  expect(error).toMatchObject({ code: "HUB_UNREACHABLE", retryable: true });
  expect(error.message).toContain(`HF_HUB_OFFLINE is set; the cache has no "main" of "${tinyName}". Try again when it can`);
  vi.stubEnv("HF_HUB_OFFLINE", "0");
  const online = await pullModel(tinyName, { ...options, layers: [2] });
  vi.stubEnv("HF_HUB_OFFLINE", "yes");
  hub.log.length = 0;
  expect(await pullModel(tinyName, { ...options, layers: [2] })).toEqual({ ...online, downloadedBytes: 0 });
  const part = await failure(pullModel(tinyName, { ...options, layers: [4] }));
  expect(part).toMatchObject({ code: "HUB_UNREACHABLE", details: { problem: expect.stringContaining("only a part") } });
  expect(hub.log).toEqual([]);
});

test("where the hub cannot be reached, what is in the cache is it", async () => {
  const { hub, options } = await hubForTest();
  const online = await pullModel(tinyName, options);
  await hub.close();
  expect(await pullModel(tinyName, options)).toEqual({ ...online, downloadedBytes: 0 });
  expect(await failure(pullModel("some-org/another", options))).toMatchObject({ code: "HUB_UNREACHABLE" });
});

test("an address that is no hub's is said so", async () => {
  const { hub, options } = await hubForTest();
  await mkdir(options.cacheFolder, { recursive: true });
  expect(await failure(pullModel(tinyName, { ...options, endpoint: `${hub.endpoint}/elsewhere` }))).toMatchObject({ code: "HUB_REFUSED" });
});
