import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { NestvecError, type ErrorCode } from "@nestvec/core";
import { describe, expect, test } from "vitest";
import { errorSamples } from "./error-samples.ts";
import { anchors, codeBlocks, linkTargets } from "./markdown.ts";
import { documents, read, root } from "./repository.ts";

describe.each(documents())("%s", (document) => {
  const markdown = read(document);

  test("shows examples as they are run", () => {
    for (const { example, text } of codeBlocks(markdown).filter(({ language }) => language === "ts" || language === "typescript")) {
      expect(example, `the example that this is:\n${text}`).toBeDefined();
      expect(`${text}\n`, example).toBe(read(example ?? ""));
    }
  });

  test("imports no package that it has not told to install", () => {
    const imported = codeBlocks(markdown)
      .filter(({ language }) => /^(ts|typescript|js|jsx)$/.test(language))
      .flatMap(({ text }) => packagesOf(text));
    const installed = codeBlocks(markdown)
      .filter(({ language }) => language === "sh")
      .flatMap(({ text }) => [...text.matchAll(/^npm install (.*?)(#|$)/gm)].flatMap(([, names = ""]) => names.split(" ")));
    expect(imported.filter((name) => !installed.includes(name) && !ofHosts.has(name))).toEqual([]);
  });

  test("links to what is there", () => {
    const broken = linkTargets(markdown).filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(document, target));
    expect(broken).toEqual([]);
  });
});

test("CONTRIBUTING.md has the steps of npm test in their order", () => {
  const steps = [...read("tools/test.mjs").matchAll(/\{ name: "([^"]+)", work/g)].map(([, name]) => name);
  const listed = [...read("CONTRIBUTING.md").matchAll(/^\| ([^|]+?) +\|/gm)]
    .map(([, name]) => name)
    .filter((name) => !/^(step|-+)$/.test(name ?? ""));
  expect(steps.length).toBeGreaterThan(0);
  expect(listed).toEqual(steps);
});

test("every script that a document calls is there", () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
  const called = documents().flatMap((document) =>
    [...read(document).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? ""),
  );
  expect(called).toContain("typecheck");
  expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

/** What a project of a framework or bundler has in any case. */
const ofHosts = new Set(["vite", "react", "next", "webpack", "esbuild"]);

/** The packages that a program imports, those of Node left out. */
function packagesOf(program: string): string[] {
  const specifiers = [
    ...program.matchAll(/(?:^import|^\} from|\bfrom|\bimport\(|\brequire\(|\bimport\.meta\.resolve\()\s*"([^"./][^"]*)"/gm),
  ];
  const names = specifiers.map(([, name = ""]) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"));
  return [...new Set(names)].filter((name) => !name.startsWith("node:"));
}

function leadsSomewhere(document: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? document : posix.join(posix.dirname(document), path);
  if (file.startsWith("..") || !existsSync(join(root, file))) return false;
  return anchor === undefined || (file.endsWith(".md") && anchors(read(file)).has(anchor));
}

test.each(Object.entries(errorSamples) as [ErrorCode, never][])("docs/errors.md has %s with its sentence", (code, details) => {
  const page = read("docs/errors.md");
  expect(anchors(page)).toContain(code.toLowerCase());
  expect(page).toContain(`> ${new NestvecError(code, details).message}\n`);
});

test("docs/errors.md has no other code", () => {
  const codes = read("docs/errors.md").match(/^### .*$/gm) ?? [];
  expect(codes.map((heading) => heading.slice(4)).toSorted()).toEqual(Object.keys(errorSamples).toSorted());
});
