import { GraphFileError } from "../walk/graph-file-error.ts";
import type { RecordWatch } from "../walk/records.ts";
import type { OnnxVisitor } from "../walk/walk-onnx.ts";

/** An input or output as a graph declares it. A size is undefined where it is free; so is the shape where the graph does not say it. */
export interface DeclaredValue {
  readonly name: string;
  /** ONNX Runtime's name of the element type; undefined for one that no input or output here has. */
  readonly type: string | undefined;
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** What is fed to a graph and read from it. */
export interface DeclaredValues {
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
}

/** Gathers the inputs and outputs of a graph, not those of the graphs inside its nodes and functions. */
export interface DeclaredValuesVisitor extends OnnxVisitor, Pick<RecordWatch, "tensor"> {
  /** Weights are no inputs, though older files list them among these. @throws GraphFileError for an input that is larger than any text needs */
  finish(): DeclaredValues;
}

/** Element types by ONNX's numbers: TensorProto.DataType. */
const typeNames: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
};

/** What is fed has the size that a graph fixes, so a graph must not decide how much memory that takes. */
const mostFedElements = 2 ** 24;

/** @see DeclaredValuesVisitor */
export function declaredValues(): DeclaredValuesVisitor {
  const inputs: DeclaredValue[] = [];
  const outputs: DeclaredValue[] = [];
  const weights = new Set<string>();
  let depth = 0;
  let name = "";
  let type: string | undefined;
  let shape: (number | undefined)[] | undefined;
  let size: number | undefined;

  return {
    fields: ["input.name", "output.name", "tensorType.element", "dimension.size"],
    enter(message) {
      if (message === "graph" || message === "function") depth += 1;
      if (message === "input" || message === "output") {
        name = "";
        type = undefined;
        shape = undefined;
      }
      if (message === "shape") shape = [];
      if (message === "dimension") size = undefined;
    },
    number(field, value) {
      if (field === "tensorType.element") type = typeNames[value];
      // Exporters write 0 and -1 for sizes that they do not know.
      if (field === "dimension.size" && value >= 1 && value < 2 ** 31) size = value;
    },
    text(_field, text) {
      name = text;
    },
    leave(message) {
      if (message === "graph" || message === "function") depth -= 1;
      if (message === "dimension") shape?.push(size);
      if (depth !== 1) return;
      if (message === "input") inputs.push({ name, type, shape });
      if (message === "output") outputs.push({ name, type, shape });
    },
    tensor(tensor) {
      if (tensor.isOwn) weights.add(tensor.name);
    },
    finish() {
      const fed = inputs.filter((input) => !weights.has(input.name));
      for (const input of fed) {
        const elements = (input.shape ?? []).reduce<number>((product, fixed = 1) => product * fixed, 1);
        if (elements > mostFedElements)
          throw new GraphFileError(`its input "${input.name}" has ${elements} elements; it may have ${mostFedElements}`);
      }
      return { inputs: fed, outputs };
    },
  };
}
