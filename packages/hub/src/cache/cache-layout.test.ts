import { join, sep } from "node:path";
import { expect, test } from "vitest";
import { repositoryCache } from "./cache-layout.ts";

const cache = repositoryCache(join(sep, "cache"), "org/name");

test("a branch with slashes is a file in the folder of refs", () => {
  expect(cache.ref("refs/pr/7")).toBe(join(sep, "cache", "models--org--name", "refs", "refs", "pr", "7"));
});

test.each(["../main", "a/../../b", "/etc/profile", "a\\b", "", "a\0"])("%j is no name of a branch, and makes no path", (revision) => {
  expect(() => cache.ref(revision)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
});
