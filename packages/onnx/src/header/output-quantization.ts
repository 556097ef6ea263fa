import type { RecordWatch } from "../walk/records.ts";
import type { DeclaredValue } from "./declared-values.ts";

/** What the whole numbers of an output stand for: `(number - zeroPoint) * scale`. */
export interface OutputQuantization {
  readonly name: string;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Finds the outputs of a graph that a `QuantizeLinear` with one constant scale and zero point makes. */
export interface OutputQuantizationWatch extends RecordWatch {
  quantizations(outputs: readonly DeclaredValue[]): readonly OutputQuantization[];
}

/** Operators that hand on the numbers of their first input. */
const handOn = ["Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Gather", "Slice"];

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
}

/** @see OutputQuantizationWatch */
export function outputQuantization(): OutputQuantizationWatch {
  const nodes = new Map<string, Node>();
  const constants = new Map<string, number>();
  const keep = (name: string, [number, ...more]: readonly number[], hasMore: boolean): void => {
    if (number !== undefined && more.length === 0 && !hasMore) constants.set(name, number);
  };

  return {
    tensor({ name, numbers, hasMore, isOwn }) {
      if (isOwn) keep(name, numbers, hasMore);
    },
    node({ operator, inputs, output, integers, floats, hasMore, isOwn }) {
      if (!isOwn) return;
      if (operator === "Constant") keep(output, [...integers, ...floats], hasMore);
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
