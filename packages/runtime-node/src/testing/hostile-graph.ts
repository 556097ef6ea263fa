import { encoderGraph, type Additions, type Bytes } from "./raw-onnx.ts";

/** A graph that must not reach ONNX Runtime, and what the refusal says. */
export interface HostileGraph {
  readonly name: string;
  readonly graph: Bytes;
  readonly code: "GRAPH_INVALID" | "FILE_TRUNCATED" | "FILE_MISSING";
  readonly says: string;
}

/** A small encoder with these additions, or a whole file. @see HostileGraph */
export const hostile = (
  name: string,
  additions: Additions | Bytes,
  says: string,
  code: HostileGraph["code"] = "GRAPH_INVALID",
): HostileGraph => ({
  name,
  graph: additions instanceof Uint8Array ? additions : encoderGraph(additions),
  code,
  says,
});
