import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./run/workspace.mjs";

// A download address in a lock file is one machine's registry: everybody else's install would fail, or ask the wrong place.
test.each([
  "pnpm-lock.yaml",
  "tools/node-24/package-lock.json",
  "tools/hosts/managers/package-lock.json",
  "tools/hosts/programs/package-lock.json",
])("%s names no download address", (file) => {
  const addresses = readFileSync(join(root, file), "utf8").match(/^.*(?:\bhttps?:\/\/|\btarball:|"resolved":).*$/gm);
  expect(addresses ?? []).toEqual([]);
});
