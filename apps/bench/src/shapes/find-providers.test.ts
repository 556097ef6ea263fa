import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { findProviders } from "./find-providers.ts";

/** A folder with files, by their paths. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The text of a provider's module. */
const moduleText = (obstacle = "undefined"): string =>
  `export const executionProvider = { obstacle: async () => ${obstacle}, sessionOption: () => ({ name: "cpu" }) };`;
const manifest = `{ "type": "module", "exports": { ".": "./index.js", "./side": "./side.js" } }`;
const home = "node_modules/@nestvec/provider-";

test("nothing is installed, nothing is named", async () => {
  expect(await findProviders({ from: folderWith({}) })).toEqual({ providers: [], flags: [] });
});

test("a package that is installed where the user stands, by the data that it makes", async () => {
  const from = folderWith({
    [`${home}cuda/package.json`]: manifest,
    [`${home}cuda/index.js`]: `export const cuda = () => ({ name: "cuda", options: { device: 0 }, module: "@nestvec/provider-cuda/side" });`,
    [`${home}cuda/side.js`]: moduleText(),
  });
  const { providers, flags } = await findProviders({ from });
  expect(flags).toEqual([]);
  expect(providers).toHaveLength(1);
  expect(providers[0]).toMatchObject({ name: "cuda", options: { device: 0 }, module: expect.stringMatching(/^file:.*side\.js$/) });
});

test("a package that this machine cannot run says why", async () => {
  const from = folderWith({ [`${home}webgpu/package.json`]: manifest, [`${home}webgpu/index.js`]: moduleText(`"there is no GPU."`) });
  expect(await findProviders({ from })).toEqual({
    providers: [],
    flags: [{ part: "providers", kind: "not run", detail: `The provider "@nestvec/provider-webgpu" is left out: there is no GPU.` }],
  });
});

test("a file that is named, called as ONNX Runtime calls it", async () => {
  const from = folderWith({ "mine.mjs": moduleText() });
  const expected = [{ name: "cpu", options: {}, module: pathToFileURL(join(from, "mine.mjs")).href }];
  expect((await findProviders({ from, named: ["./mine.mjs"] })).providers).toEqual(expected);
  expect((await findProviders({ from, named: [join(from, "mine.mjs")] })).providers).toEqual(expected);
});

test.each([
  ["a package that is not there", "no-such-provider", /can be found from/],
  ["a file that is not there", "./nowhere.mjs", /cannot be imported/],
  ["a module that is no provider", "./other.mjs", /no export executionProvider/],
])("%s is told", async (_what, named, message) => {
  const { providers, flags } = await findProviders({
    from: folderWith({ "other.mjs": "export const executionProvider = 5;" }),
    named: [named],
  });
  expect(providers).toEqual([]);
  expect(flags).toMatchObject([{ kind: "not run", detail: expect.stringMatching(message) }]);
});
