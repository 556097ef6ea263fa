import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { memorySource } from "../model/files/memory-source.ts";
import { parseModules } from "../model/settings/modules-config.ts";
import { readProjection, type Projection } from "../model/settings/projection.ts";
import { normalize } from "../path/5-normalize.ts";
import { project } from "../path/3-project.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { openProjection } from "./open-projection.ts";

interface Chain {
  readonly name: string;
  readonly modules: readonly object[];
  readonly files: Readonly<Record<string, string>>;
  readonly outputs: readonly (readonly number[])[];
}

// Modules of Sentence Transformers with what they make of some vectors, written down by tools/fixtures/make-projections.py.
const fixture = new URL("../../fixtures/projections.json.gz", import.meta.url);
const { inputs, chains } = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as {
  readonly inputs: readonly (readonly number[])[];
  readonly chains: readonly Chain[];
};
const width = inputs[0]?.length ?? 0;

const chainOf = (name: string): Chain => chains.find((chain) => chain.name === name) ?? expect.unreachable(`no ${name}`);
const filesOf = ({ files }: Chain): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([path, base64]) => [path, Buffer.from(base64, "base64")]));
const modulesOf = ({ modules }: Chain) => parseModules({ file: "modules.json", key: "", value: modules });

async function described(chain: Chain, source: FileSource): Promise<Projection> {
  return (await readProjection(source, modulesOf(chain), width)) ?? expect.unreachable("no module but Normalize");
}

describe("the modules after the pooling give what Sentence Transformers gives", () => {
  test.each(chains.map((chain) => [chain.name, chain] as const))("%s", async (_, chain) => {
    const source = memorySource(filesOf(chain));
    const projection = await described(chain, source);
    const pooled = { data: Float32Array.from(inputs.flat()), rows: inputs.length, width };
    const vectors = project(pooled, await openProjection(source, projection));
    // The last Normalize is step 5 of the path.
    if (modulesOf(chain).afterPooling.at(-1)?.kind === "Normalize") normalize(vectors);
    expect(vectors.rows).toBe(inputs.length);
    expect(vectors.width).toBe(projection.width);
    expect(vectors.data).toHaveLength(chain.outputs.flat().length);
    // 5e-6: PyTorch sums in float32, and values are below 10.
    for (const [index, value] of chain.outputs.flat().entries()) expect(Math.abs((vectors.data[index] ?? NaN) - value)).toBeLessThan(5e-6);
    expect(pooled.data).toEqual(Float32Array.from(inputs.flat()));
  });
});

describe("weights that do not fit their configuration are refused", () => {
  const chain = chainOf("Dense, Tanh");

  test.each([
    ["fewer outputs", { out_features: 4 }, '2_Dense/model.safetensors: "linear.weight.shape" is [5, 6]; it must be [4, 6], as the'],
    [
      "a residual matrix that is not there",
      { use_residual: true },
      '"residual.weight" is missing; it must be there; the file has linear.bias, linear.weight',
    ],
  ])("%s", async (_, change, message) => {
    const files = filesOf(chain);
    const config = JSON.parse(Buffer.from(files["2_Dense/config.json"] ?? []).toString()) as object;
    const source = memorySource({ ...files, "2_Dense/config.json": JSON.stringify({ ...config, ...change }) });
    const projection = await described(chain, source);
    await expect(openProjection(source, projection)).rejects.toThrow(message);
  });

  test("cut short", async () => {
    const files = filesOf(chain);
    const source = memorySource({ ...files, "2_Dense/model.safetensors": files["2_Dense/model.safetensors"]?.subarray(0, -1) ?? "" });
    const projection = await described(chain, source);
    await expect(openProjection(source, projection)).rejects.toMatchObject({ code: "FILE_TRUNCATED" });
  });
});
