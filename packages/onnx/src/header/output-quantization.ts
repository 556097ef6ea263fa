import type { DeclaredValue } from "./declared-values.ts";
import type { OnnxVisitor } from "../walk/walk-onnx.ts";

/** What the whole numbers of an output stand for: `(number - zeroPoint) * scale`. */
export interface OutputQuantization {
  readonly name: string;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Finds the outputs of a graph that a `QuantizeLinear` with one constant scale and zero point makes. */
export interface OutputQuantizationVisitor extends OnnxVisitor {
  quantizations(outputs: readonly DeclaredValue[]): readonly OutputQuantization[];
}

/** Operators that hand on the numbers of their first input. */
const handOn = ["Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Gather", "Slice"];

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
}

/** Types by ONNX's numbers: TensorProto.DataType. */
const float32 = 1;
const uint8 = 2;
const int8 = 3;

/** @see OutputQuantizationVisitor */
export function outputQuantization(): OutputQuantizationVisitor {
  const nodes = new Map<string, Node>();
  const constants = new Map<string, number>();
  let depth = 0;
  let node = { operator: "", inputs: new Array<string>(), outputs: new Array<string>(), value: undefined as number | undefined };
  let inNode = false;
  let tensor = { name: "", type: 0, value: undefined as number | undefined };

  return {
    fields: [
      ...(["node.input", "node.output", "node.operator"] as const),
      ...(["tensor.name", "tensor.type", "tensor.raw", "tensor.floats", "tensor.int32s"] as const),
    ],
    enter(message) {
      if (message === "graph") depth += 1;
      if (message === "node" && depth === 1) {
        inNode = true;
        node = { operator: "", inputs: [], outputs: [], value: undefined };
      }
      if (message === "tensor") tensor = { name: "", type: 0, value: undefined };
    },
    number(field, value) {
      if (field === "tensor.type") tensor.type = value;
    },
    text(field, text) {
      if (field === "tensor.name") tensor.name = text;
      if (depth !== 1) return;
      if (field === "node.operator") node.operator = text;
      if (field === "node.input") node.inputs.push(text);
      if (field === "node.output") node.outputs.push(text);
    },
    bytes(field, _length, few) {
      if (few !== undefined) tensor.value ??= singleNumber(field, few, tensor.type);
    },
    leave(message) {
      if (message === "graph") depth -= 1;
      if (depth !== 1) return;
      if (message === "tensor") {
        if (inNode) node.value = tensor.value;
        else if (tensor.value !== undefined) constants.set(tensor.name, tensor.value);
      }
      if (message !== "node") return;
      inNode = false;
      const [output = ""] = node.outputs;
      const { operator, inputs, value } = node;
      if (operator === "Constant" && value !== undefined) constants.set(output, value);
      if (operator === "QuantizeLinear" || handOn.includes(operator)) nodes.set(output, { operator, inputs });
    },
    quantizations: (outputs) =>
      outputs.flatMap(({ name }) => {
        let made = nodes.get(name);
        // A graph in a circle is none, but must not hold this up.
        for (let steps = 0; made !== undefined && made.operator !== "QuantizeLinear" && steps < 100; steps++)
          made = nodes.get(made.inputs[0] ?? "");
        if (made?.operator !== "QuantizeLinear") return [];
        const [, scaleName = "", zeroName] = made.inputs;
        const scale = constants.get(scaleName);
        const zeroPoint = zeroName === undefined || zeroName === "" ? 0 : constants.get(zeroName);
        return scale === undefined || zeroPoint === undefined ? [] : [{ name, scale, zeroPoint }];
      }),
  };
}

/** The number of a tensor of one. Its type may follow it in the file, but every writer puts it first. */
function singleNumber(field: string, bytes: Uint8Array, type: number): number | undefined {
  if (bytes.length === 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (field === "tensor.int32s") {
    // Varints: one byte for a number below 128, two for one up to 255, ten for a negative one.
    const low = view.getUint8(0);
    if (bytes.length === 1) return low;
    const number = (low & 0x7f) | (view.getUint8(1) << 7);
    if (low < 0x80) return undefined;
    return bytes.length === 2 ? number & 0xff : bytes.length === 10 ? (number << 24) >> 24 : undefined;
  }
  if (type === float32) return bytes.length === 4 ? view.getFloat32(0, true) : undefined;
  if (field === "tensor.floats" || bytes.length !== 1) return undefined;
  return type === uint8 ? view.getUint8(0) : type === int8 ? view.getInt8(0) : undefined;
}
