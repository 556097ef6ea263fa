import { NestvecError } from "../errors/nestvec-error.ts";
import { stageValues } from "../model/settings/compiled-model.ts";
import { graphInput } from "../path/graph-inputs.ts";
import { float32Data } from "../path/output-numbers.ts";
import type { Session } from "../runtime/runtime.ts";
import type { Tensor, TokenBatch } from "../runtime/tensor.ts";

/** A stage's graph that is open. */
export interface OpenStage {
  /** The layer that it ends with; 0 for the embeddings. */
  readonly layer: number;
  readonly graph: string;
  readonly session: Session;
  readonly outputs: ReadonlySet<string>;
}

/** Runs one stage. @throws NestvecError SESSION_FAILED, OUTPUT_UNEXPECTED */
export async function runStage(
  { graph, session }: OpenStage,
  batch: TokenBatch,
  state: Tensor | undefined,
  outputs: readonly string[],
): Promise<Readonly<Record<string, Tensor>>> {
  const result = await session.run(feedsOf(batch, session, graph, state), outputs);
  for (const output of outputs) if (result[output] === undefined) throw unexpected(graph, output, "nothing", "a tensor");
  return result;
}

/** The numbers of an output in float32. @throws NestvecError OUTPUT_UNEXPECTED for those of another shape or type */
export function checkedNumbers(graph: string, name: string, output: Tensor | undefined, dims: readonly number[]): Float32Array {
  const data = output === undefined ? undefined : float32Data(output);
  const length = dims.reduce((product, size) => product * size, 1);
  if (data !== undefined && output?.dims.join() === dims.join() && data.length === length) return data;
  const found = output === undefined ? "nothing" : `${output.type} [${output.dims.join(", ")}]`;
  throw unexpected(graph, name, found, `float32 [${dims.join(", ")}]`);
}

/** What a stage's graph takes: token ids or the state of the stage before, and the mask where it has one. */
function feedsOf(batch: TokenBatch, session: Session, graph: string, state: Tensor | undefined): Readonly<Record<string, Tensor>> {
  const feeds: Record<string, Tensor> = {};
  for (const input of session.inputs) {
    if (input.name !== stageValues.state) feeds[input.name] = graphInput(input, graph, {}).tensorOf(batch);
    else if (state !== undefined) feeds[input.name] = state;
  }
  return feeds;
}

const unexpected = (graph: string, output: string, found: string, expected: string): NestvecError =>
  new NestvecError("OUTPUT_UNEXPECTED", { graph, output, found, expected });
