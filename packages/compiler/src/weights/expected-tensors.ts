import { configInvalid, type ConfigValue } from "@nestvec/core/compile";
import type { SourceTensor, SourceTensors } from "./source-tensors.ts";

/** The tensors that an architecture needs, by their names without the prefix that a task's model puts before them. */
export interface ExpectedTensors {
  /** @throws NestvecError CONFIG_INVALID where it is missing, has another shape, or holds no floats */
  need(name: string, shape: readonly number[]): SourceTensor;
  /** The same for one that may be missing. */
  find(name: string, shape: readonly number[]): SourceTensor | undefined;
  has(name: string): boolean;
  /** All that were asked for and found. */
  used(): readonly SourceTensor[];
}

const floatTypes = ["F32", "F16", "BF16", "F64"];

/**
 * Looks for tensors under the first prefix under which `anchor` is there.
 * @throws NestvecError CONFIG_INVALID where it is under none
 */
export function expectedTensors(tensors: SourceTensors, anchor: string, prefixes: readonly string[], config: ConfigValue): ExpectedTensors {
  const prefix = prefixes.find((candidate) => tensors.find(candidate + anchor) !== undefined);
  if (prefix === undefined) throw configInvalid({ file: tensors.file, key: anchor, value: undefined }, "there: the embeddings of tokens");
  const used = new Map<string, SourceTensor>();
  function find(name: string, shape: readonly number[]): SourceTensor | undefined {
    const tensor = tensors.find(prefix + name);
    if (tensor === undefined) return undefined;
    const at = { file: tensor.file, key: tensor.name, value: undefined };
    if (tensor.shape.join() !== shape.join())
      throw configInvalid(at, `[${shape.join(", ")}], as ${config.file} says`, `a tensor [${tensor.shape.join(", ")}]`);
    if (!floatTypes.includes(tensor.type)) throw configInvalid(at, `of ${floatTypes.slice(0, 3).join(", ")}`, `of ${tensor.type}`);
    used.set(tensor.name, tensor);
    return tensor;
  }
  return {
    find,
    need(name, shape) {
      const tensor = find(name, shape);
      if (tensor === undefined)
        throw configInvalid({ file: tensors.file, key: prefix + name, value: undefined }, `there: a tensor [${shape.join(", ")}]`);
      return tensor;
    },
    has: (name) => tensors.find(prefix + name) !== undefined,
    used: () => [...used.values()],
  };
}
