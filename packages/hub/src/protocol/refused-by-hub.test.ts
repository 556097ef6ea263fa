import { expect, test } from "vitest";
import { refusedByHub } from "./refused-by-hub.ts";

const answer = (status: number, { host, headers = {} }: { host?: string; headers?: Record<string, string> } = {}) => ({
  status,
  host,
  hubHeader: (name: string) => headers[name],
});

const sentence = (response: ReturnType<typeof answer>, token?: string): string => {
  const settings = { endpoint: "https://hub", token, cacheFolder: "", isOffline: false, avoidsLinks: false };
  return refusedByHub(response, { settings, repository: "org/name", revision: "main" }).message;
};

test.each([403, 404])("%i of a host that keeps the files says nothing of the repository or the token", (status) => {
  // The hub's own headers are those of its redirect.
  const headers = { "x-error-code": "RepoNotFound" };
  const text = sentence(answer(status, { host: "storage.example", headers }), "hf_x");
  expect(text).toContain(`storage.example, to which it redirects, answered ${status}. Try again`);
  expect(text).not.toMatch(/HF_TOKEN|no such repository/);
});

test.each([403, 404, 410])("%i without a word of the hub may be of a proxy, and blames nobody alone", (status) => {
  expect(sentence(answer(status))).toContain(
    `answered ${status} and does not say why. Check the name, HF_TOKEN, HF_ENDPOINT, and the proxy's settings.`,
  );
});

test("a proxy that wants a password is told from a token of the hub", () => {
  const text = sentence(answer(407), "hf_x");
  expect(text).toContain("a proxy on the way wants a name and a password");
  expect(text).not.toContain("TOKEN");
});

test("what the hub says itself is passed on in one line", () => {
  const headers = { "x-error-message": "Access\n is restricted." };
  expect(sentence(answer(403, { headers }), "hf_x")).toContain('answered 403, "Access is restricted". Check');
  expect(sentence(answer(401, { headers }))).toContain('answered 401, "Access is restricted", and no token was sent');
});
