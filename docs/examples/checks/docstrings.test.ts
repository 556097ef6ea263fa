import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startModelHub } from "../src/testing/model-hub.ts";
import { printed } from "../src/testing/printed.ts";
import { readDocstrings, type Documented } from "./docstrings.ts";

let folder = "";
let hub: Awaited<ReturnType<typeof startModelHub>>;
beforeAll(async () => {
  hub = await startModelHub();
  folder = await mkdtemp(join(tmpdir(), "nestvec-docstrings-"));
  for (const name of ["NESTVEC_CACHE", "HF_HOME", "TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, folder);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  // Some show the help of a command.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const { documented, problems } = readDocstrings();
const examples = documented.flatMap((one) => one.examples.map((example) => ({ ...one, ...example })));

test("every function, class and method that a published package exports has an example", () => {
  const without = documented.filter((one) => one.isCallable && one.examples.length === 0);
  expect(without.map(({ name, entries }) => `${name} of ${entries[0]}`)).toEqual([]);
});

test("the compiler has nothing against the examples", () => {
  expect(problems).toEqual([]);
});

test("an example imports what it shows from a package that exports it", () => {
  expect(examples.filter((example) => !shows(example)).map(({ path }) => path)).toEqual([]);
});

function shows({ name, entries, code }: Documented & { readonly code: string }): boolean {
  const [owner = "", method] = name.split(".");
  if (method === "asyncDispose") return code.includes("await using");
  if (method !== undefined) return code.includes(`.${method}(`);
  const imports = [...code.matchAll(/^import (.*?) from "(.*?)";$/gms)];
  return imports.some(([, names = "", from = ""]) => names.match(/\w+/g)?.includes(owner) && entries.includes(from));
}

/** What Node alone cannot run, by why. */
const onlyChecked: Readonly<Record<string, (example: Documented) => boolean>> = {
  "needs a browser": ({ entries: [entry = ""] }) => entry.startsWith("@nestvec/runtime-web"),
  "is a file of tests, such as own-laws.test.ts and runtime/laws.ts": ({ name }) =>
    ["testRuntime", "testEmbedders", "embedderLaws", "sessionLaws"].includes(name),
};
const reasonOf = (example: Documented): string | undefined => Object.entries(onlyChecked).find(([, isSo]) => isSo(example))?.[0];

test.each(Object.keys(onlyChecked))("what is compiled and not run, since it %s, is there", (reason) => {
  expect(examples.some((example) => reasonOf(example) === reason)).toBe(true);
});

const run = examples.filter((example) => reasonOf(example) === undefined);
test.each(run.map((example) => [`${example.name} of ${example.entries[0]}`, example] as const))(
  "%s prints what it says",
  async (_, { path, code }) => {
    const said = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line = ""]) => line);
    const lines = await printed(path);
    expect(lines).toEqual(said.map((line) => (line.includes("…") ? expect.stringMatching(patternOf(line)) : line)));
  },
);

/** `…` stands for anything. */
const patternOf = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split("…")
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join(".*")}$`,
  );
