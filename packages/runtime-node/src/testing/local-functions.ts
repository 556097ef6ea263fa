import { functionIn, rawNode, type Bytes } from "./raw-onnx.ts";

const domain = "local";

/** A function of the model itself, and a call of one. */
export const functionOf = (name: string, ...nodes: readonly Bytes[]): Bytes => functionIn(domain, name, ...nodes);
export const call = (name: string): Bytes => rawNode({ operator: name, domain, outputs: ["y"] });
