import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { otherVariables } from "./environment.ts";
import { environmentNames, settingNames } from "./names.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** The code of all packages and tools, without what is built, installed or kept. */
function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(?:node_modules|dist|\..*)$/.test(entry.name) ? [] : sources(path);
    return /\.(?:[cm]?[jt]sx?)$/.test(entry.name) ? [path] : [];
  });
}

test("every variable of the product that the code reads is known to the server, and no other", () => {
  const read = new Set<string>();
  for (const folder of ["apps", "packages", "tools", "docs"]) {
    for (const path of sources(root + folder)) {
      const code = readFileSync(path, "utf8");
      for (const [, name = ""] of code.matchAll(/env(?:ironment)?(?:\.|\["|\('|\(")(NESTVEC_[A-Z_]+)/g)) read.add(name);
    }
  }
  const settings = new Set(settingNames.flatMap(environmentNames));
  const testsOwn = ["NESTVEC_TEST_SECRET", "NESTVEC_TEST_PROVIDER", "NESTVEC_HOSTS_LAWS"];
  const others = [...read].filter((name) => !settings.has(name) && !testsOwn.includes(name));
  expect(others.toSorted()).toEqual([...otherVariables].toSorted());
});
