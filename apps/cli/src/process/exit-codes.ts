import type { ErrorCode } from "@nestvec/core";

/** Exit codes that do not come from an error code. Above 128: 128 and the number of the signal, as shells have it. */
export const exitCode: {
  readonly success: 0;
  readonly unhealthy: 1;
  readonly usage: 2;
  readonly unexpected: 70;
  readonly interrupted: 130;
  readonly terminated: 143;
} = { success: 0, unhealthy: 1, usage: 2, unexpected: 70, interrupted: 130, terminated: 143 };

const usage = 2; // what was typed does not fit the command or the model
const data = 65; // EX_DATAERR: the texts or vectors that came in
const noInput = 66; // EX_NOINPUT: a file or model that is not there
const unavailable = 69; // EX_UNAVAILABLE: this machine or this model cannot give what was asked
const internal = 70; // EX_SOFTWARE
const cannotCreate = 73; // EX_CANTCREAT: the output
const temporary = 75; // EX_TEMPFAIL: another time, or with more of it
const model = 78; // EX_CONFIG: the model's own files

/** The exit code of every error: the numbers of BSD's sysexits.h, but 2 for a wrong command line, as most tools have it. */
export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  ARGUMENT_INVALID: usage,
  LAYER_UNAVAILABLE: usage,
  DIMENSION_UNAVAILABLE: usage,
  PROMPT_UNKNOWN: usage,
  POOLING_UNKNOWN: usage,
  GRAPH_UNAVAILABLE: usage,
  FILE_NOT_UTF8: data,
  LINE_INVALID: data,
  TEXT_TOO_LONG: data,
  TEXT_OVER_BUDGET: data,
  TOKEN_OUT_OF_RANGE: data,
  SPACE_MISMATCH: data,
  SHAPE_MISMATCH: data,
  FILE_NOT_READABLE: noInput,
  HUB_REFUSED: noInput,
  MODEL_NOT_FOUND: noInput,
  PROVIDER_UNAVAILABLE: unavailable,
  PLATFORM_UNSUPPORTED: unavailable,
  PACKAGE_MISSING: unavailable,
  MEMORY_EXCEEDED: unavailable,
  PLAN_IMPOSSIBLE: unavailable,
  TOKEN_VECTORS_UNAVAILABLE: unavailable,
  QUALITY_TABLE_MISSING: unavailable,
  OUTPUT_NOT_FINITE: internal,
  VECTOR_WITHOUT_DIRECTION: internal,
  SESSION_FAILED: internal,
  DISPOSED: internal,
  WORKER_DIED: internal,
  FILE_NOT_WRITABLE: cannotCreate,
  DISK_FULL: cannotCreate,
  OVERLOADED: temporary,
  HUB_UNREACHABLE: temporary,
  DEADLINE_EXCEEDED: temporary,
  HUB_ANSWER_INVALID: model,
  LOCK_MISMATCH: model,
  CONFIG_INVALID: model,
  FILE_MISSING: model,
  FILE_TRUNCATED: model,
  FILE_DIGEST_MISMATCH: model,
  GRAPH_INVALID: model,
  MODEL_NOT_QUANTIZABLE: model,
  GRAPH_INPUT_UNKNOWN: model,
  GRAPH_OUTPUT_UNKNOWN: model,
  OUTPUT_UNEXPECTED: model,
  MODULE_UNSUPPORTED: model,
  TOKENIZER_UNUSABLE: model,
  ABORTED: exitCode.interrupted,
} satisfies Record<ErrorCode, number>;
