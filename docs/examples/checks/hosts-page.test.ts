import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeBlocks } from "./markdown.ts";
import { read, root } from "./repository.ts";

test.each([
  ["docs/hosts.md", "docs/hosts", 11],
  ["docs/frameworks.md", "docs/frameworks", 5],
  ["docs/stores.md", "docs/stores", 6],
])("%s shows every file of %s as it is", (page, folder, least) => {
  const shown = new Map(codeBlocks(read(page)).map(({ example, text }) => [example, `${text}\n`]));
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length).replaceAll("\\", "/").replace(/^\//, ""));
  expect(files.length).toBeGreaterThanOrEqual(least);
  for (const file of files) expect(shown.get(file), file).toBe(read(file));
});
