import { Refusal, type RefusalKind } from "../refusal/refusal.ts";
import { refusalOf } from "../refusal/refusal-of.ts";

/** What Fastify's own errors are to a client. Their messages are not used, since some repeat what came. */
const known: Readonly<Record<string, readonly [RefusalKind, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["body too large", "The body is larger than this server takes."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["content type", "The Content-Type must be application/json."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["argument", "The body is not as long as its Content-Length says."],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["argument", "The body is empty; JSON is needed."],
  FST_ERR_CTP_INVALID_JSON_BODY: ["argument", "The body is not valid JSON, or holds a key that is not allowed, such as __proto__."],
  FST_ERR_NOT_FOUND: ["unknown path", "There is nothing here."],
  ECONNRESET: ["client gone", "The request was given up."],
};

/** What a client is told of anything that was thrown on the way of its request. */
export function refusalOfHttp(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    const found = Object.hasOwn(known, error.code) ? known[error.code] : undefined;
    if (found !== undefined) return new Refusal(found[0], found[1], { cause: error });
  }
  if (error instanceof SyntaxError)
    return new Refusal("argument", "The body is not valid JSON, or holds a key that is not allowed, such as __proto__.");
  if (error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" && error.statusCode < 500) {
    return new Refusal("argument", "The request could not be read.", { cause: error });
  }
  return refusalOf(error);
}
