import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/model-copies.ts";
import { namedProviders } from "./named-providers.ts";
import { providerReport } from "./provider-report.ts";

/** A project that has a package `@nestvec/provider-directml`, whose working side gives an obstacle as this code says. */
async function projectWith(obstacle: string): Promise<string> {
  const from = await temporaryFolder();
  const home = join(from, "node_modules/@nestvec/provider-directml");
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "package.json"), `{ "type": "module", "exports": "./index.js" }`);
  await writeFile(
    join(home, "index.js"),
    `export const directml = () => ({ name: "directml", module: new URL("./side.js", import.meta.url).href });`,
  );
  await writeFile(
    join(home, "side.js"),
    `export const executionProvider = { obstacle: async () => ${obstacle}, sessionOption: () => "dml" };`,
  );
  return from;
}

test("a name stands for the package of the caller's project, a path for a file, and cpu for what is built in", async () => {
  const from = await projectWith("undefined");
  await writeFile(join(from, "mine.mjs"), "export const executionProvider = {};");
  const found = await namedProviders(["directml", "./mine.mjs", "cpu"], { from });
  expect(found).toMatchObject([
    { name: "directml", module: expect.stringMatching(/^file:.*provider-directml\/side\.js$/) },
    { name: "mine", module: pathToFileURL(join(from, "mine.mjs")).href },
    { name: "cpu" },
  ]);
});

test("a package that is missing is named with the command that adds it", async () => {
  await expect(namedProviders(["directml"], { from: await temporaryFolder(), neededBy: "--provider directml" })).rejects.toMatchObject({
    code: "PACKAGE_MISSING",
    message:
      "--provider directml needs the package @nestvec/provider-directml, which is not installed. Add it: npm install @nestvec/provider-directml.",
  });
});

test.each([
  ["a name that is none", "gpu", /it must be "cpu", "cuda"/],
  ["a file that is not there", "./nowhere.mjs", /which cannot be imported/],
  ["a module that is no provider", "./other.mjs", /a module that exports executionProvider/],
])("%s is refused", async (_what, name, message) => {
  const from = await temporaryFolder();
  await writeFile(join(from, "other.mjs"), "export const executionProvider = undefined;");
  await expect(namedProviders([name], { from })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    message: expect.stringMatching(message),
  });
});

test("the report has every provider, with what to install or why it cannot run, whatever its driver does", async () => {
  const report = await providerReport(await projectWith(`"there is no GPU"`));
  expect(report.map(({ name }) => name)).toEqual(["cuda", "webgpu", "directml", "coreml"]);
  expect(report[2]).toEqual({ name: "directml", package: "@nestvec/provider-directml", installed: true, obstacle: "there is no GPU" });
  const crashing = await providerReport(await projectWith(`process.kill(process.pid, "SIGSEGV")`));
  expect(crashing[2]).toMatchObject({ installed: true, obstacle: "its process ended: SIGSEGV" });
  const working = await providerReport(await projectWith("undefined"));
  expect(working[2]?.obstacle).toBeUndefined();
});
