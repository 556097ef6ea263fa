import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../run/workspace.mjs";
import { layerDiagram, replaceDiagrams } from "./diagram.mjs";
import { readSources } from "./sources.mjs";

test("the diagrams in ARCHITECTURE.md are those of the sources", () => {
  const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  expect(page.match(/^<!-- diagram: /gm)).toHaveLength(3);
  expect(replaceDiagrams(page, readSources()), "Run: node tools/architecture-diagram.mjs --write").toBe(page);
});

test("a node stands above what it imports, and imports that follow from others are not shown", () => {
  const graph = new Map([
    ["app", new Set(["core", "runtime", "rows"])],
    ["runtime", new Set(["core"])],
    ["rows", new Set(["core"])],
    ["core", new Set<string>()],
  ]);
  expect(layerDiagram(graph)).toBe("3  app     → rows, runtime\n2  rows    → core\n2  runtime → core\n1  core");
});

test("a circle has no layers", () => {
  expect(() =>
    layerDiagram(
      new Map([
        ["a", new Set(["b"])],
        ["b", new Set(["a"])],
      ]),
    ),
  ).toThrow("a → b → a");
});

const page = (what: string): string => `# A\n\n<!-- diagram: ${what} -->\n<!-- /diagram -->\n`;

test("tests, what they import and the entries of a package are left out", () => {
  const sources = [
    { path: "packages/core/src/index.ts", text: `export { a } from "./top/a.ts";` },
    { path: "packages/core/src/top/a.ts", text: `import { b } from "../base/b.ts";` },
    { path: "packages/core/src/base/b.test.ts", text: `import { a } from "../top/a.ts"; import { law } from "@nestvec/conformance";` },
    { path: "apps/cli/src/a.ts", text: `import { a } from "@nestvec/core/vectors"; import "node:fs";` },
  ];
  expect(replaceDiagrams(page("packages"), sources)).toContain("\n2  apps/cli      → packages/core\n1  packages/core\n");
  expect(replaceDiagrams(page("packages/core"), sources)).toContain("\n2  top  → base\n1  base\n");
  const inside = [
    { path: "packages/core/src/top/whole/a.ts", text: `import { b } from "../part/b.ts"; import { c } from "../../base/c.ts";` },
    { path: "packages/core/src/top/part/b.ts", text: "export const b = 1;" },
  ];
  expect(replaceDiagrams(page("packages/core/src/top"), inside)).toContain("\n2  whole → part\n1  part\n");
});
