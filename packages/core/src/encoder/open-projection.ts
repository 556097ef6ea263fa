import { configInvalid } from "../config/config-value.ts";
import type { DenseModule, LayerNormModule, Projection } from "../model/settings/projection.ts";
import type { DenseLayer, LayerNormLayer, ProjectionLayer } from "../path/3-project.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { readSafetensorsHeader, type SafetensorsHeader } from "../safetensors/safetensors-header.ts";
import { readFloats } from "../safetensors/safetensors-tensor.ts";

/**
 * Reads the weights of a model's modules after the pooling, by the names that PyTorch gives them.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID
 */
export function openProjection(source: FileSource, { modules }: Projection): Promise<readonly ProjectionLayer[]> {
  return Promise.all(
    modules.map(async (module): Promise<ProjectionLayer> => {
      if (module.kind === "Normalize") return { kind: "normalize" };
      const header = await readSafetensorsHeader(source, `${module.folder}model.safetensors`);
      const read: TensorReader = (name, shape) => floatsOf(source, header, name, shape);
      return module.kind === "Dense" ? denseLayer(module, read) : layerNormLayer(module, read);
    }),
  );
}

type TensorReader = (name: string, shape: readonly number[]) => Promise<Float32Array>;

async function denseLayer({ inputs, outputs, hasBias, activation, hasResidual }: DenseModule, read: TensorReader): Promise<DenseLayer> {
  const square = [outputs, inputs];
  return {
    kind: "dense",
    weight: await read("linear.weight", square),
    bias: hasBias ? await read("linear.bias", [outputs]) : undefined,
    outputs,
    activation,
    residual: hasResidual ? (inputs === outputs ? "input" : await read("residual.weight", square)) : undefined,
  };
}

async function layerNormLayer({ width }: LayerNormModule, read: TensorReader): Promise<LayerNormLayer> {
  return { kind: "layer_norm", scale: await read("norm.weight", [width]), shift: await read("norm.bias", [width]) };
}

async function floatsOf(source: FileSource, header: SafetensorsHeader, name: string, wanted: readonly number[]): Promise<Float32Array> {
  const { shape, data } = await readFloats(source, header, name);
  if (shape.join() === wanted.join()) return data;
  const expected = `[${wanted.join(", ")}], as the config.json beside it says`;
  throw configInvalid({ file: header.file, key: `${name}.shape`, value: undefined }, expected, `[${shape.join(", ")}]`);
}
