import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root, toolFile } from "../run/workspace.mjs";

// The project's rules that oxlint keeps: each is broken once here, so that a rule that a change of .oxlintrc.json or of oxlint turns off is noticed.
const folder = mkdtempSync(join(tmpdir(), "nestvec-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [
    "unicorn(no-instanceof-builtins)",
    "export const isError = (value: unknown): boolean => value instanceof Error;\n",
    "packages/core/src/broken.ts",
  ],
  ["import(no-default-export)", "export default 1;\n"],
  ["typescript(no-explicit-any)", "export const loose = (value: any): unknown => value;\n"],
  ["typescript(no-non-null-assertion)", "export const sure = (value?: string): string => value!;\n"],
  ["eslint(max-lines)", `export const one = 1;\n${"// a line\n".repeat(250)}`],
])("%s", (rule, text, file = "broken.ts") => {
  copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  rmSync(join(folder, "packages"), { recursive: true, force: true });
  rmSync(join(folder, "broken.ts"), { force: true });
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  const { stdout, status } = spawnSync(process.execPath, [toolFile("oxlint"), "--format", "json"], { cwd: folder, encoding: "utf8" });
  const { diagnostics }: { diagnostics: { code: string }[] } = JSON.parse(stdout);
  expect(diagnostics.map(({ code }) => code)).toEqual([rule]);
  expect(status).toBe(1);
});
