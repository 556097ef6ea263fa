import { dimensionSize, inputName, outputName } from "./onnx-messages.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** An input or output as a graph declares it. A size is undefined where it is free; so is the shape where the graph does not say it. */
export interface DeclaredValue {
  readonly name: string;
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** Gathers the inputs and outputs of a graph, not those of the graphs inside its nodes. */
export interface DeclaredValuesVisitor extends OnnxVisitor {
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
}

/** @see DeclaredValuesVisitor */
export function declaredValues(): DeclaredValuesVisitor {
  const inputs: DeclaredValue[] = [];
  const outputs: DeclaredValue[] = [];
  let depth = 0;
  let name = "";
  let shape: (number | undefined)[] | undefined;
  let size: number | undefined;

  return {
    inputs,
    outputs,
    textFields: [inputName, outputName],
    enter(message) {
      if (message === "graph") depth += 1;
      if (message === "input" || message === "output") {
        name = "";
        shape = undefined;
      }
      if (message === "shape") shape = [];
      if (message === "dimension") size = undefined;
    },
    number(field, value) {
      // Exporters write 0 and -1 for sizes that they do not know.
      if (field === dimensionSize && value >= 1 && value < 2 ** 31) size = value;
    },
    text(_field, text) {
      name = text;
    },
    leave(message) {
      if (message === "graph") depth -= 1;
      if (message === "dimension") shape?.push(size);
      if (depth !== 1) return;
      if (message === "input") inputs.push({ name, shape });
      if (message === "output") outputs.push({ name, shape });
    },
  };
}
