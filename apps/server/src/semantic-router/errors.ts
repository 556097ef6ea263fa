import type { RefusalKind } from "../base/refusal.ts";

/** How the semantic router calls a refusal. */
interface Naming {
  readonly status: number;
  readonly code: string;
}

const naming = (status: number, code: string): Naming => ({ status, code });

/** Each refusal by the semantic router's codes; those that it has no code for have one in its manner. */
export const routerNaming: Readonly<Record<RefusalKind, Naming>> = {
  argument: naming(400, "INVALID_PARAMETER"),
  empty: naming(400, "INVALID_INPUT"),
  "body too large": naming(413, "REQUEST_TOO_LARGE"),
  "too many inputs": naming(413, "EMBEDDING_INPUT_TOO_LARGE"),
  "input too long": naming(413, "EMBEDDING_INPUT_TOO_LARGE"),
  layer: naming(400, "INVALID_LAYER"),
  dimension: naming(400, "INVALID_DIMENSION"),
  "unknown model": naming(400, "INVALID_PARAMETER"),
  "unknown path": naming(404, "NOT_FOUND"),
  method: naming(405, "METHOD_NOT_ALLOWED"),
  malformed: naming(400, "MALFORMED_REQUEST"),
  "headers too large": naming(431, "HEADERS_TOO_LARGE"),
  "content type": naming(415, "UNSUPPORTED_MEDIA_TYPE"),
  unauthorized: naming(401, "UNAUTHORIZED"),
  forbidden: naming(403, "FORBIDDEN"),
  unsupported: naming(400, "INVALID_PARAMETER"),
  overloaded: naming(429, "OVERLOADED"),
  "not ready": naming(503, "SERVICE_UNAVAILABLE"),
  deadline: naming(504, "DEADLINE_EXCEEDED"),
  "client gone": naming(499, "CLIENT_CLOSED_REQUEST"),
  timeout: naming(408, "REQUEST_TIMEOUT"),
  backend: naming(500, "EMBEDDING_GENERATION_FAILED"),
  unexpected: naming(500, "INTERNAL_ERROR"),
};
