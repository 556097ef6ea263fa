import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../run/workspace.mjs";
import { packed, project } from "./project.ts";

// The program of each package's README, as it stands, in a project that has what the README says to install.
const tarballs = await packed();

/** What a README says to install, and its programs. */
function readme(folder: string): { readonly installed: readonly string[]; readonly programs: readonly string[] } {
  const text = readFileSync(join(root, folder, "README.md"), "utf8");
  const installed = [...text.matchAll(/^npm install (?:--save-dev )?(.*?)(?: *#.*)?$/gm)].flatMap(([, names = ""]) => names.split(" "));
  const programs = [...text.matchAll(/^```(?:ts|js)\n(.*?)^```/gms)].map(([, program = ""]) => program);
  return { installed, programs };
}

test.each(["packages/core", "packages/runtime-node", "."])("%s: the README's program runs", async (folder) => {
  const { installed, programs } = readme(folder);
  expect(installed.filter((name) => !tarballs.has(name))).toEqual([]);
  const app = await project(tarballs, undefined, {}, installed);
  expect(programs.length).toBeGreaterThan(0);
  for (const program of programs) {
    writeFileSync(join(app.folder, "program.mjs"), program);
    const { code, output } = app.run("node", ["program.mjs"]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/\d/);
  }
});

test("packages/conformance: the README's laws hold", async () => {
  const { installed, programs } = readme("packages/conformance");
  const app = await project(tarballs, undefined, { vitest: "^4.1.0" }, installed);
  expect(installed).toContain("vitest");
  writeFileSync(join(app.folder, "laws.test.js"), programs[0] ?? "");
  const { code, output } = app.run("vitest", ["run", "--no-color", "--testTimeout", "60000"]);
  expect(code, output).toBe(0);
  expect(output).toMatch(/Tests +\d+ passed/);
});
