import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { licencesFile, thirdPartyLicences } from "./third-party-licences.mjs";

/** Builds `main.js` of a folder with the packages given, each of which exports its name, and returns the licences written. */
async function licencesOf(main: string, packages: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-licences-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("main.js", main);
  for (const [name, { LICENSE, ...manifest }] of Object.entries(packages)) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.2.3", main: "lib/index.js", ...manifest }));
    write(`node_modules/${name}/lib/index.js`, `export const name = "${name}";`);
    if (LICENSE !== undefined) write(`node_modules/${name}/LICENSE`, LICENSE);
  }
  await build({
    absWorkingDir: folder,
    entryPoints: ["main.js"],
    outdir: "dist",
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "silent",
    external: ["outside"],
    plugins: [thirdPartyLicences()],
  });
  const file = join(folder, "dist", licencesFile);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

test("the licence of each package that is inside a build is written down, and of no other", async () => {
  const main = `import { name } from "inside"; import { name as scoped } from "@a/scoped"; import { name as outside } from "outside";
    console.log(name, scoped, outside);`;
  const text = await licencesOf(main, {
    inside: { license: "ISC", LICENSE: "Text of inside." },
    "@a/scoped": { license: "MIT", LICENSE: "Text of scoped.\r\nTwo lines." },
    outside: { license: "MIT", LICENSE: "Text of outside." },
  });
  expect(text).toContain("inside 1.2.3 (ISC)\n\nText of inside.\n");
  expect(text).toContain("@a/scoped 1.2.3 (MIT)\n\nText of scoped.\nTwo lines.\n");
  expect(text).not.toContain("outside");
});

test("a package that names MIT's licence without its text gets the text, with its author", async () => {
  const text = await licencesOf(`import { name } from "bare"; console.log(name);`, { bare: { license: "MIT", author: "A. Author" } });
  expect(text).toMatch(/bare 1\.2\.3 \(MIT\)\n\nMIT License\n\nCopyright \(c\) A\. Author\n\nPermission is hereby granted/);
  expect(text).not.toContain("nestvec");
});

test("a package without the text of its licence fails the build", async () => {
  const building = licencesOf(`import { name } from "bare"; console.log(name);`, {
    bare: { license: "BSD-3-Clause", author: "A. Author" },
  });
  await expect(building).rejects.toThrow("bare 1.2.3 is part of a build, and has no file with its licence (BSD-3-Clause).");
});
