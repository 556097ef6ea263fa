import { configInvalid, type SourceFacts } from "@nestvec/core/compile";
import type { SourceTensor, SourceTensors } from "../weights/source-tensors.ts";
import { storedTransposed, type StoredTensor } from "../weights/stored-tensor.ts";

/** The matrices that the pooled vectors of exits are multiplied by, `[width, width]` each. */
export interface HeadTensors {
  readonly stored: ReadonlyMap<number, StoredTensor>;
  readonly used: readonly SourceTensor[];
}

/** @throws NestvecError CONFIG_INVALID where one is missing, or has another shape */
export function headTensors({ heads, width }: SourceFacts, tensors: SourceTensors): HeadTensors {
  const stored = new Map<number, StoredTensor>();
  const used: SourceTensor[] = [];
  for (const [layer, name] of heads) {
    const tensor = tensors.find(name);
    const found = tensor === undefined ? "missing" : `a tensor [${tensor.shape.join(", ")}]`;
    if (tensor?.shape.join() !== [width, width].join())
      throw configInvalid(
        { file: tensors.file, key: name, value: undefined },
        `a tensor [${width}, ${width}]: the head of layer ${layer}`,
        found,
      );
    used.push(tensor);
    stored.set(layer, storedTransposed(`head.${layer}`, tensor));
  }
  return { stored, used };
}
