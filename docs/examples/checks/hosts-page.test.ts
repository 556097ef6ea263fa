import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeBlocks } from "./markdown.ts";
import { read, root } from "./repository.ts";

test("docs/hosts.md shows every file of its recipes as it is", () => {
  const shown = new Map(codeBlocks(read("docs/hosts.md")).map(({ example, text }) => [example, `${text}\n`]));
  const files = readdirSync(join(root, "docs/hosts"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length).replaceAll("\\", "/").replace(/^\//, ""));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) expect(shown.get(file), file).toBe(read(file));
});
