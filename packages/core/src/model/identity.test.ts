import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeModel } from "./describe-model.ts";
import { readSpaces } from "./identity.ts";
import { memorySource } from "./memory-source.ts";
import { modelFiles } from "./model-files.ts";
import type { Pooling } from "./model-description.ts";

type Files = Readonly<Record<string, Uint8Array>>;

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const sha256 = async (bytes: Uint8Array): Promise<string> => hash(bytes);

function filesOf(folder: URL): Files {
  const root = decodeURIComponent(folder.pathname);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\//, ""));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(path, folder))]));
}

const mini = filesOf(new URL("../../../model-mini/", import.meta.url));
const tiny = filesOf(new URL("../../../conformance/models/tiny-modernbert/", import.meta.url));

const renamed = (files: Files, rename: (path: string) => string | undefined): Files =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, bytes]) => [rename(path)].filter((name) => name !== undefined).map((name) => [name, bytes])),
  );

const changed = (files: Files, path: string, at = 0): Files => ({ ...files, [path]: files[path]!.with(at, files[path]![at]! ^ 1) });

async function spacesOf(files: Files, { named, pooling, name = "a test" }: { named?: string; pooling?: Pooling; name?: string } = {}) {
  const source = memorySource(files, name);
  return readSpaces(modelFiles(source), await describeModel(source, pooling === undefined ? {} : { pooling }), sha256, named);
}

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** A manifest of all files, with the weights of each graph. */
async function withManifest(files: Files): Promise<Files> {
  const model = modelFiles(memorySource(files));
  const listed: Record<string, object> = {};
  for (const [path, bytes] of Object.entries(files)) {
    const externalFiles = path.endsWith(".onnx")
      ? { externalFiles: (await model.externalFiles(path)).map((external) => external.path) }
      : {};
    listed[path] = { bytes: bytes.length, sha256: hash(bytes), ...externalFiles };
  }
  return { ...files, "nestvec-manifest.json": json({ version: 1, files: listed }) };
}

test("exits that share a space have the model's identity as its name", async () => {
  const { identity, spaces } = await spacesOf(mini);
  expect(identity).toMatch(/^nestvec-mini-[0-9a-f]{16}$/);
  expect([...spaces]).toEqual([2, 3, 4, 6].map((layer) => [layer, identity]));
});

test("exits that do not share one have one each", async () => {
  const { identity, spaces } = await spacesOf(tiny);
  expect(identity).toMatch(/^tiny-modernbert-[0-9a-f]{16}$/);
  expect([...spaces.keys()]).toEqual([2, 4, 6]);
  for (const [layer, space] of spaces) expect(space).toMatch(new RegExp(`^tiny-modernbert-[0-9a-f]{16}/layer-${layer}$`));
  expect(new Set([...spaces.values(), identity]).size).toBe(4);
});

test("an exit's space is the same where no other exit is there, and where onnx/ was copied alone", async () => {
  const whole = await spacesOf(tiny);
  const one = await spacesOf(renamed(tiny, (path) => (/layer-[24]/.test(path) ? undefined : path)));
  expect([...one.spaces]).toEqual([[6, whole.spaces.get(6)]]);
  const alone = await spacesOf(renamed(tiny, (path) => (path.startsWith("onnx/") ? path.slice(5) : undefined)));
  expect(alone.spaces).toEqual(whole.spaces);
});

test("where the files lie, and what they are called, does not matter", async () => {
  const elsewhere = await spacesOf(mini, { name: "/another/place" });
  expect(elsewhere).toEqual(await spacesOf(mini));
  const single = {
    "onnx/model.onnx": tiny["onnx/layer-6/model.onnx"]!,
    "onnx/model.onnx.data": tiny["onnx/layer-6/model.onnx.data"]!,
    "tokenizer.json": tiny["tokenizer.json"]!,
    "config.json": tiny["config.json"]!,
  };
  const moved = renamed(single, (path) => path.replace("onnx/", ""));
  const first = await spacesOf(single, { name: "/models/one", pooling: "mean" });
  expect(first).toEqual(await spacesOf(moved, { name: "/models/two", pooling: "mean" }));
  expect(first.identity).toMatch(/^model-[0-9a-f]{16}$/);
});

test.each(["onnx/model_layer_2.onnx", "onnx/to-layer-6.bin", "tokenizer.json"])("a change in %s is another space", async (path) => {
  // The last byte of a graph is part of its opset version, which the header reader does not look at.
  const at = path.endsWith(".onnx") ? mini[path]!.length - 1 : 0;
  expect((await spacesOf(changed(mini, path, at))).identity).not.toBe((await spacesOf(mini)).identity);
});

test.each(["quality.json", "README.md"])("a change in %s is not", async (path) => {
  expect(await spacesOf({ ...mini, [path]: json({}) })).toEqual(await spacesOf(mini));
});

test("a change in one exit leaves the spaces of the others", async () => {
  const whole = await spacesOf(tiny);
  const other = await spacesOf(changed(tiny, "onnx/layer-4/model.onnx.data"));
  expect(other.spaces.get(2)).toBe(whole.spaces.get(2));
  expect(other.spaces.get(4)).not.toBe(whole.spaces.get(4));
  expect(other.spaces.get(6)).toBe(whole.spaces.get(6));
  expect(other.identity).not.toBe(whole.identity);
});

test("another pooling is another space", async () => {
  expect((await spacesOf(tiny, { pooling: "cls" })).spaces.get(6)).not.toBe((await spacesOf(tiny)).spaces.get(6));
  expect(await spacesOf(tiny, { pooling: "mean" })).toEqual(await spacesOf(tiny));
});

test("a name of one's own stands in place of the digest, and nothing is read", async () => {
  const gone = { ...tiny, "onnx/layer-2/model.onnx.data": new Uint8Array(0) };
  const { identity, spaces } = await spacesOf(gone, { named: "mine" });
  expect(identity).toBe("mine");
  expect([...spaces]).toEqual([2, 4, 6].map((layer) => [layer, `mine/layer-${layer}`]));
  expect([...(await spacesOf(mini, { named: "mine" })).spaces.values()]).toEqual(["mine", "mine", "mine", "mine"]);
});

test("weights that are missing or cut short are found", async () => {
  const missing = renamed(tiny, (path) => (path === "onnx/layer-2/model.onnx.data" ? undefined : path));
  await expect(spacesOf(missing)).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "onnx/layer-2/model.onnx.data" } });
  const short = { ...tiny, "onnx/layer-2/model.onnx.data": new Uint8Array(9) };
  await expect(spacesOf(short)).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { bytes: 9, neededBy: "onnx/layer-2/model.onnx" },
  });
});

test("with a manifest no graph and no weights are read, and what is not there still counts", async () => {
  const files = await withManifest(mini);
  const { identity, spaces } = await spacesOf(files);
  expect(identity).toMatch(/^nestvec-mini-[0-9a-f]{16}$/);
  const some = renamed(files, (path) => (/layer_[346]|to-layer-[346]/.test(path) ? undefined : path));
  expect(await spacesOf(some)).toEqual({ identity, spaces: new Map([[2, identity]]) });
  const emptied = Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, /\.(onnx|bin)$/.test(path) ? new Uint8Array(0) : bytes]),
  );
  expect(await spacesOf(emptied)).toEqual({ identity, spaces });
});

test("by the manifest too, only what decides vectors counts", async () => {
  const { identity } = await spacesOf(await withManifest(mini));
  expect((await spacesOf(await withManifest({ ...mini, "quality.json": json({}) }))).identity).toBe(identity);
  expect((await spacesOf(await withManifest(changed(mini, "onnx/to-layer-3.bin")))).identity).not.toBe(identity);
  expect((await spacesOf(await withManifest(changed(mini, "tokenizer.json")))).identity).not.toBe(identity);
});

test("a manifest that does not list the tokenizer is refused", async () => {
  const { "tokenizer.json": _, ...rest } = mini;
  const files = { ...(await withManifest(rest)), "tokenizer.json": mini["tokenizer.json"]! };
  await expect(spacesOf(files)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "nestvec-manifest.json", key: "files.tokenizer.json", found: "missing" },
  });
});

test("a name that a space cannot have is made one", async () => {
  const config = JSON.parse(Buffer.from(tiny["onnx/model_config.json"]!).toString()) as object;
  const named = { ...tiny, "onnx/model_config.json": json({ ...config, model_name: "org/a model: größer" }) };
  expect((await spacesOf(named)).identity).toMatch(/^org-a-model-gr-er-[0-9a-f]{16}$/);
});
