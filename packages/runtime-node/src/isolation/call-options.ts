import type { Lane } from "@nestvec/core";

/** What a pool goes by among the options of a call. What makes no sense is left out: the worker refuses it. */
export interface CallOptions {
  /** Milliseconds from the call's start. */
  readonly deadline?: number;
  readonly lane?: Lane;
  readonly maxTokens?: number;
}

/** The options that are among the arguments of a call. */
export function callOptions(input: readonly unknown[]): CallOptions {
  const given: Readonly<Record<string, unknown>> = Object.assign({}, ...input.filter(isRecord));
  const { deadline, lane, maxTokens } = given;
  return {
    ...(isPositive(deadline) ? { deadline } : {}),
    ...(lane === "interactive" || lane === "bulk" ? { lane } : {}),
    ...(isPositive(maxTokens) ? { maxTokens } : {}),
  };
}

const isPositive = (value: unknown): value is number => typeof value === "number" && value > 0;

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
