import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeModel } from "../describe/describe-model.ts";
import { readSpaces } from "./identity.ts";
import { memorySource } from "../files/memory-source.ts";
import { modelFiles } from "../graphs/model-files.ts";
import type { Pooling } from "../settings/pooling.ts";

type Files = Readonly<Record<string, Uint8Array>>;

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const sha256 = async (bytes: Uint8Array): Promise<string> => hash(bytes);

function filesOf(folder: URL): Files {
  const root = decodeURIComponent(folder.pathname);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\//, ""));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(path, folder))]));
}

const { "nestvec-manifest.json": _manifest, ...mini } = filesOf(new URL("../../../../model-mini/", import.meta.url));
const tiny = filesOf(new URL("../../../../conformance/models/tiny-modernbert/", import.meta.url));

const renamed = (files: Files, rename: (path: string) => string | undefined): Files =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, bytes]) => [rename(path)].filter((name) => name !== undefined).map((name) => [name, bytes])),
  );

const changed = (files: Files, path: string, at = 0): Files => ({ ...files, [path]: files[path]!.with(at, files[path]![at]! ^ 1) });

async function spacesOf(files: Files, { named, pooling, name = "a test" }: { named?: string; pooling?: Pooling; name?: string } = {}) {
  const source = memorySource(files, name);
  const description = await describeModel(source, pooling === undefined ? {} : { pooling });
  const { identity, spaceOf } = await readSpaces(modelFiles(source), description, sha256, { named });
  if (named === undefined) await expect(spaceOf(5)).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE", details: { layer: 5 } });
  const spaces = new Map<number, string | undefined>();
  for (const { layer } of description.exits) spaces.set(layer, await spaceOf(layer).catch(() => undefined));
  return { identity, spaces };
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

const withoutFile = (files: Files, gone: string): Files => renamed(files, (path) => (path === gone ? undefined : path));

test.each<[string, (files: Files) => Files]>([
  ["weights missing", (files) => withoutFile(files, "onnx/layer-2/model.onnx.data")],
  ["weights cut short", (files) => ({ ...files, "onnx/layer-2/model.onnx.data": new Uint8Array(9) })],
  ["a graph cut short", (files) => ({ ...files, "onnx/layer-2/model.onnx": tiny["onnx/layer-2/model.onnx"]!.subarray(0, 9000) })],
  ["no graph at all", (files) => ({ ...files, "onnx/layer-2/model.onnx": Buffer.from("<html>") })],
])("an exit with %s does not take the others' names, where exits share no space", async (_, spoil) => {
  const whole = await spacesOf(tiny);
  for (const files of [spoil(tiny), spoil(await withManifest(tiny))]) {
    const { spaces } = await spacesOf(files);
    expect([...spaces]).toEqual([...whole.spaces].map(([layer]) => [layer, layer === 2 ? undefined : expect.any(String)]));
  }
  expect((await spacesOf(spoil(tiny))).spaces).toEqual(new Map(whole.spaces).set(2, undefined));
});

const all = "all layers share one space, which is named after every one of them";

test.each<[string, (files: Files) => Files, string, string]>([
  ["weights missing", (files) => withoutFile(files, "onnx/to-layer-3.bin"), "FILE_MISSING", `onnx/model_layer_3.onnx (${all}) needs it.`],
  [
    "weights cut short",
    (files) => ({ ...files, "onnx/to-layer-6.bin": new Uint8Array(9) }),
    "FILE_TRUNCATED",
    `has 9 bytes, but onnx/model_layer_6.onnx (${all}) needs `,
  ],
  [
    "a graph cut short",
    (files) => ({ ...files, "onnx/model_layer_3.onnx": mini["onnx/model_layer_3.onnx"]!.subarray(0, 9000) }),
    "FILE_TRUNCATED",
    `but its own header (${all}) needs `,
  ],
  ["no graph at all", (files) => ({ ...files, "onnx/model_layer_3.onnx": Buffer.from("<html>") }), "GRAPH_INVALID", ` (${all}).`],
])(
  "where exits share a space without a manifest, %s in one leaves it without a name, and the error says why",
  async (_, spoil, code, says) => {
    const error: unknown = await spacesOf(spoil(mini)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
    expect((await spacesOf(spoil(mini), { named: "mine" })).identity).toBe("mine");
  },
);

test("a model of one exit does not speak of others", async () => {
  const single = {
    "model.onnx": tiny["onnx/layer-6/model.onnx"]!,
    "tokenizer.json": tiny["tokenizer.json"]!,
    "config.json": tiny["config.json"]!,
  };
  await expect(spacesOf(single)).rejects.toMatchObject({
    code: "FILE_MISSING",
    details: { file: "model.onnx.data", neededBy: "model.onnx" },
  });
});

test("with a manifest no graph and no weights are read, and what is not there still counts", async () => {
  const files = await withManifest(mini);
  const { identity, spaces } = await spacesOf(files);
  expect(identity).toMatch(/^nestvec-mini-[0-9a-f]{16}$/);
  const some = renamed(files, (file) => (/layer_[346]|to-layer-[346]/.test(file) ? undefined : file));
  expect(await spacesOf(some)).toEqual({ identity, spaces: new Map([[2, identity]]) });
  const emptied = Object.fromEntries(
    Object.entries(files).map(([file, bytes]) => [file, /\.(onnx|bin)$/.test(file) ? new Uint8Array(bytes.length) : bytes]),
  );
  expect(await spacesOf(emptied)).toEqual({ identity, spaces });
});

test("with a manifest, exits that share a space do without one that is damaged", async () => {
  const files = await withManifest(mini);
  const { identity } = await spacesOf(files);
  expect(await spacesOf(withoutFile(files, "onnx/to-layer-6.bin"))).toEqual({
    identity,
    spaces: new Map([2, 3, 4, 6].map((layer) => [layer, layer === 6 ? undefined : identity])),
  });
});

test("with a manifest, sizes must be the very ones, the tokenizer's too", async () => {
  const files = await withManifest(mini);
  const longer = (file: string): Files => ({ ...files, [file]: Buffer.concat([mini[file]!, Uint8Array.of(0)]) });
  const shorter = (file: string): Files => ({ ...files, [file]: mini[file]!.subarray(0, -1) });
  const size = mini["tokenizer.json"]!.length;
  await expect(spacesOf(longer("tokenizer.json"))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: {
      file: "nestvec-manifest.json",
      key: "files.tokenizer.json.bytes",
      found: String(size),
      expected: `${size + 1}, which is the size of "tokenizer.json": one of the two was replaced; take both from one model`,
    },
  });
  await expect(spacesOf(shorter("tokenizer.json"))).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { file: "tokenizer.json", bytes: size - 1, needed: size, neededBy: "the manifest" },
  });
  for (const [file, layer] of [
    ["onnx/model_layer_3.onnx", 3],
    ["onnx/to-layer-6.bin", 6],
  ] as const) {
    for (const spoilt of [longer(file), shorter(file)]) {
      const { spaces } = await spacesOf(spoilt);
      expect([...spaces.keys()].filter((candidate) => spaces.get(candidate) === undefined)).toEqual([layer]);
    }
  }
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
