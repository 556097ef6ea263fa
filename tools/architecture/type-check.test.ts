import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, workspaceFolders } from "../run/workspace.mjs";
import { packageOf, readSources } from "./sources.mjs";

test("every tsconfig of a package is part of the type check", () => {
  const { references }: { references: { path: string }[] } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const wanted = workspaceFolders().flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /^tsconfig.*\.json$/.test(name))
      .map((name) => (name === "tsconfig.json" ? folder : `${folder}/${name}`)),
  );
  expect(references.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted));
});

test("every package with tests has a tsconfig that checks them", () => {
  const tested = new Set(readSources().flatMap(({ path }) => (path.endsWith(".test.ts") ? [packageOf(path)] : [])));
  expect([...tested].filter((folder) => !existsSync(join(root, folder, "tsconfig.test.json")))).toEqual([]);
});
