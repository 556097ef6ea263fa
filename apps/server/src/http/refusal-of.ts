import { NestvecError, type ErrorCode } from "@nestvec/core";
import { Refusal, type RefusalKind } from "../base/refusal.ts";
import { type ItemName, itemsOf, parameterOf } from "./inputs.ts";

/** The answer to an engine's error: its kind, and its message. Without `says` the message has no details. */
interface ErrorAnswer {
  readonly kind: RefusalKind;
  readonly says?: (error: NestvecError, nameOf: ItemName) => string;
  readonly parameter?: string;
}

/** The error's message with the request's name of the input. */
const itself = (error: NestvecError, nameOf: ItemName): string =>
  error.message.replace(/^Text (\d+)(?= has )/, (_, index: string) => nameOf(Number(index)));
const backend: ErrorAnswer = { kind: "backend" };

/** The answer to each error of the engine. Without `says` the message has no details, since they name files of the server. */
const answers: Readonly<Record<ErrorCode, ErrorAnswer>> = {
  LAYER_UNAVAILABLE: { kind: "layer", says: itself, parameter: "layer" },
  DIMENSION_UNAVAILABLE: { kind: "dimension", says: itself, parameter: "dimensions" },
  TEXT_TOO_LONG: { kind: "input too long", says: tooLong },
  TEXT_OVER_BUDGET: { kind: "input too long", says: itself },
  TOKEN_OUT_OF_RANGE: { kind: "argument", says: itself },
  // The messages of these repeat parts of the request.
  PROMPT_UNKNOWN: { kind: "argument", says: promptsOf, parameter: "prompt_name" },
  ARGUMENT_INVALID: { kind: "argument", says: expectedOf },
  SPACE_MISMATCH: { kind: "argument", says: itself },
  SHAPE_MISMATCH: { kind: "argument", says: itself },
  QUALITY_TABLE_MISSING: {
    kind: "unsupported",
    says: () => "This model has no quality table, so priorities cannot choose a layer and dimension.",
  },
  TOKEN_VECTORS_UNAVAILABLE: {
    kind: "unsupported",
    says: () => "The model's graphs pool inside and have no token vectors. Embed whole inputs.",
  },
  PLAN_IMPOSSIBLE: { kind: "argument", says: itself },
  OVERLOADED: { kind: "overloaded", says: itself },
  DEADLINE_EXCEEDED: { kind: "deadline", says: itself },
  ABORTED: { kind: "client gone", says: () => "The request was aborted." },
  DISPOSED: { kind: "not ready", says: () => "The server is about to stop." },
  WORKER_DIED: backend,
  CONFIG_INVALID: backend,
  MODEL_NOT_FOUND: backend,
  GRAPH_UNAVAILABLE: backend,
  FILE_MISSING: backend,
  FILE_TRUNCATED: backend,
  FILE_DIGEST_MISMATCH: backend,
  MEMORY_EXCEEDED: backend,
  FILE_NOT_READABLE: backend,
  FILE_NOT_WRITABLE: backend,
  DISK_FULL: backend,
  HUB_REFUSED: backend,
  HUB_UNREACHABLE: backend,
  HUB_ANSWER_INVALID: backend,
  LOCK_MISMATCH: backend,
  FILE_NOT_UTF8: backend,
  LINE_INVALID: backend,
  GRAPH_INVALID: backend,
  MODEL_NOT_QUANTIZABLE: backend,
  GRAPH_INPUT_UNKNOWN: backend,
  GRAPH_OUTPUT_UNKNOWN: backend,
  OUTPUT_UNEXPECTED: backend,
  OUTPUT_NOT_FINITE: backend,
  VECTOR_WITHOUT_DIRECTION: backend,
  POOLING_UNKNOWN: backend,
  MODULE_UNSUPPORTED: backend,
  TOKENIZER_UNUSABLE: backend,
  PROVIDER_UNAVAILABLE: backend,
  SESSION_FAILED: backend,
  PLATFORM_UNSUPPORTED: backend,
  PACKAGE_MISSING: backend,
} satisfies Record<ErrorCode, ErrorAnswer>;

/** The answer to any error of a request's work. `nameOf`: the request's names of its inputs. */
export function refusalOf(error: unknown, nameOf: ItemName = itemsOf("input")): Refusal {
  if (error instanceof Refusal) return error;
  if (NestvecError.is(error)) {
    const { kind, says, parameter = parameterOfItem(error, nameOf) } = answers[error.code];
    const message = says?.(error, nameOf) ?? "The model failed. The server's log has the reason.";
    return new Refusal(kind, message, { retryAfterMilliseconds: error.retryAfterMilliseconds, parameter, cause: error });
  }
  return new Refusal("unexpected", "Internal error. The server's log has the reason.", { cause: error });
}

function promptsOf(error: NestvecError): string {
  const available = NestvecError.is(error, "PROMPT_UNKNOWN") ? error.details.available : [];
  return `The model has no prompt of that name. ${available.length === 0 ? "It has none." : `It has ${available.join(", ")}.`}`;
}

function tooLong(error: NestvecError, nameOf: ItemName): string {
  if (!NestvecError.is(error, "TEXT_TOO_LONG")) return "";
  const { text, tokens, limit, ofCharacters } = error.details;
  const counted = ofCharacters === undefined ? "" : ` in its first ${ofCharacters} characters alone`;
  return `${nameOf(text)} has ${tokens} tokens${counted}; ${limit} is the most. Shorten it, or truncate it with truncate.`;
}

/** The name of an argument: the engine calls inputs `texts[3]`, and the ids in them `texts[3][7]`. */
const nameOfArgument = (argument: string, nameOf: ItemName): string =>
  argument.replace(/^texts\[(\d+)\]/, (_, index: string) => nameOf(Number(index)));

function expectedOf(error: NestvecError, nameOf: ItemName): string {
  if (!NestvecError.is(error, "ARGUMENT_INVALID")) return "";
  return `${nameOfArgument(error.details.argument, nameOf)} must be ${error.details.expected}.`;
}

/** The part of the request that an error is about, where it is about one input. */
function parameterOfItem(error: NestvecError, nameOf: ItemName): string | undefined {
  if (NestvecError.is(error, "ARGUMENT_INVALID")) return parameterOf(nameOfArgument(error.details.argument, nameOf));
  const isOfText =
    NestvecError.is(error, "TEXT_TOO_LONG") || NestvecError.is(error, "TEXT_OVER_BUDGET") || NestvecError.is(error, "TOKEN_OUT_OF_RANGE");
  return isOfText ? parameterOf(nameOf(error.details.text)) : undefined;
}

const notJson = "The body is not valid JSON, or holds a key that is not allowed, such as __proto__.";

/** The answers to Fastify's own errors. Their messages are not used, since some repeat the request. */
const known: Readonly<Record<string, readonly [RefusalKind, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["body too large", "The body is larger than the server's limit."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["content type", "The Content-Type must be application/json."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["argument", "The body is not as long as its Content-Length says."],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["argument", "The body is empty; it must be JSON."],
  FST_ERR_CTP_INVALID_JSON_BODY: ["argument", notJson],
  FST_ERR_NOT_FOUND: ["unknown path", "Unknown path."],
  ECONNRESET: ["client gone", "The request was aborted."],
};

/** The answer to any error of a request, HTTP errors included. */
export function refusalOfHttp(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    const found = Object.hasOwn(known, error.code) ? known[error.code] : undefined;
    if (found !== undefined) return new Refusal(found[0], found[1], { cause: error });
  }
  if (error instanceof SyntaxError) return new Refusal("argument", notJson);
  if (error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" && error.statusCode < 500) {
    return new Refusal("argument", "The request could not be read.", { cause: error });
  }
  return refusalOf(error);
}
