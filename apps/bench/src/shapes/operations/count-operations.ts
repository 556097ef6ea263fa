import { builtFile } from "../../children/built-file.ts";
import { openChild } from "../../children/measured-child.ts";
import { interpolation, type BatchShape } from "./interpolation.ts";
import type { OperationsAnswer, OperationsRequest } from "./operations-request.ts";

/** What an exit computes at any shape. */
export interface ExitOperations {
  /** Floating-point operations of its matrix products and attention for a whole batch. */
  of(shape: BatchShape): number;
  /** Whether that holds to the last operation at any shape; else it is near, and `countAt` counts one shape. */
  readonly exact: boolean;
}

/** What is counted. */
export interface OperationsOptions {
  /** The model's folder. */
  readonly model: string;
  /** Tokens that it takes. */
  readonly maxTokens: number;
  readonly signal?: AbortSignal | undefined;
}

/** Counts the operations of exits, from ONNX Runtime's own profile. */
export interface OperationsCounter {
  /** From six small shapes; a seventh shows whether what was found holds. */
  ofExit(layer: number): Promise<ExitOperations>;
  /** Of one shape, which is run for it. */
  countAt(layer: number, shape: BatchShape): Promise<number>;
  close(): Promise<void>;
}

/** Opens the process that counts. @throws NestvecError what the model's files have wrong, ABORTED, WORKER_DIED */
export async function openOperationsCounter({ model, maxTokens, signal }: OperationsOptions): Promise<OperationsCounter> {
  const child = await openChild({
    file: builtFile("operations-child.js"),
    arguments: [model],
    signal,
  });
  const count = async (request: OperationsRequest): Promise<readonly number[]> => (await child.ask<OperationsAnswer>(request)).counts;
  const longest = Math.min(96, maxTokens);
  const known: readonly BatchShape[] = [1, 2].flatMap((rows) =>
    [longest / 6, longest / 2, longest].map((tokens) => ({ rows, tokens: Math.max(1, Math.floor(tokens)) })),
  );
  const check: BatchShape = { rows: 3, tokens: Math.max(1, Math.floor(0.8 * longest)) };
  return {
    async ofExit(layer) {
      const counts = await count({ layer, shapes: [...known, check] });
      const of = interpolation(known.map((shape, place) => ({ ...shape, count: counts[place] ?? Number.NaN })));
      return { of, exact: of(check) === counts.at(-1) };
    },
    countAt: async (layer, shape) => (await count({ layer, shapes: [shape] }))[0] ?? Number.NaN,
    close: () => child.close(),
  };
}
