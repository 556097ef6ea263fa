import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeModel } from "../describe/describe-model.ts";
import { memorySource } from "../files/memory-source.ts";
import { modelFiles } from "../graphs/model-files.ts";
import { graphContents } from "./graph-contents.ts";
import { readSpaces, spaceInFloat32 } from "./identity.ts";

type Files = Readonly<Record<string, Uint8Array>>;

const sha256 = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");

function filesOf(folder: string): Files {
  const root = new URL(`../../../../${folder}/`, import.meta.url);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8", withFileTypes: false }).filter((path) => /\.\w+$/.test(path));
  return Object.fromEntries(paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(new URL(path, root))]));
}

const listedMini = filesOf("model-mini");
const { "nestvec-manifest.json": _manifest, ...mini } = listedMini;
const tiny = filesOf("conformance/models/tiny-modernbert");

async function spacesOf(files: Files): Promise<{ readonly identity: string; readonly spaces: ReadonlyMap<number, string> }> {
  const source = modelFiles(memorySource(files, "a test"));
  const description = await describeModel(source);
  const { identity, spaceOf } = await readSpaces(source, description, sha256);
  const spaces = await Promise.all(description.exits.map(async ({ layer }) => [layer, await spaceOf(layer)] as const));
  return { identity, spaces: new Map(spaces) };
}

/** Models whose graphs are others, and said to be made from their own: as `nestvec quantize` writes them. */
async function quantized(files: Files): Promise<Files> {
  const source = modelFiles(memorySource(files, "a test"));
  const contents = await graphContents(source, await describeModel(source), sha256);
  const described = {
    format_version: 1,
    layout: "published",
    compiler: "a compiler 1.0",
    source_digest: "0123",
    source_graphs: Object.fromEntries(contents),
    compute: "int8",
    quantization: { texts: 111, cosine: { minimum: 0.9991, first_percentile: 0.9992, mean: 0.9996 }, compatible: true },
  };
  // A field of ONNX's model that says who made it, which changes nothing.
  const producer = Buffer.from([0x12, 1, 0x61]);
  const written = Object.entries(files).map(([path, bytes]) => [path, contents.has(path) ? Buffer.concat([bytes, producer]) : bytes]);
  return { ...Object.fromEntries(written), "nestvec.json": Buffer.from(JSON.stringify(described)) };
}

/** The manifest of some files, with what it says of graphs' weights in the one of a model. */
async function listedAs(files: Files, manifest: Uint8Array): Promise<Files> {
  const { files: known } = JSON.parse(Buffer.from(manifest).toString()) as { readonly files: Readonly<Record<string, object>> };
  const listed = await Promise.all(
    Object.entries(files).map(async ([path, bytes]) => [path, { ...known[path], bytes: bytes.length, sha256: await sha256(bytes) }]),
  );
  return { ...files, "nestvec-manifest.json": Buffer.from(JSON.stringify({ version: 1, files: Object.fromEntries(listed) })) };
}

test.each([
  ["exits that share a space", mini],
  ["exits that share none", tiny],
])("graphs in int8 have the spaces of those that they were made from, with their form: %s", async (_what, files) => {
  const [own, made] = [await spacesOf(files), await spacesOf(await quantized(files))];
  expect(made.identity).toBe(`${own.identity}/int8`);
  expect([...made.spaces]).toEqual(Array.from(own.spaces, ([layer, space]) => [layer, `${space}/int8`]));
  const { "nestvec.json": _described, ...undescribed } = await quantized(files);
  expect((await spacesOf(undescribed)).identity).not.toBe(own.identity);
  // The same on a machine that lacks an exit.
  const [{ graph } = expect.unreachable()] = (await describeModel(memorySource(files))).exits;
  const { [graph]: _first, ...part } = await quantized(files);
  const { spaces } = await spacesOf(part);
  expect(spaces.size).toBe(own.spaces.size - 1);
  for (const [layer, space] of spaces) expect(space).toBe(`${own.spaces.get(layer)}/int8`);
});

test("a manifest names graphs in int8 by that of their source", async () => {
  const own = await spacesOf(listedMini);
  const { "nestvec-manifest.json": manifest = expect.unreachable(), ...made } = await quantized(listedMini);
  expect((await spacesOf(await listedAs(made, manifest))).identity).toBe(`${own.identity}/int8`);
});

test("graphs in int8 that are near enough have the space in float32 that they may search, and others none", async () => {
  const files = await quantized(tiny);
  const description = await describeModel(memorySource(files, "a test"));
  expect(spaceInFloat32("a/layer-2/int8", description)).toBe("a/layer-2");
  const far = { ...JSON.parse(Buffer.from(files["nestvec.json"] ?? []).toString()) } as { quantization: object };
  const farther = { ...far, quantization: { ...far.quantization, compatible: false } };
  const other = await describeModel(memorySource({ ...files, "nestvec.json": Buffer.from(JSON.stringify(farther)) }, "a test"));
  expect(spaceInFloat32("a/layer-2/int8", other)).toBeUndefined();
});
