import type { RefusalKind } from "../base/refusal.ts";

/** How OpenAI's API calls a refusal. */
interface Naming {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
}

const invalid = (code: string | null, status = 400): Naming => ({ status, type: "invalid_request_error", code });
const server = (status: number, code: string | null = null): Naming => ({ status, type: "server_error", code });

/** Each refusal in OpenAI's words. Its client makes its error class of the status. */
export const openAiNaming: Readonly<Record<RefusalKind, Naming>> = {
  argument: invalid(null),
  empty: invalid(null),
  "body too large": invalid("request_too_large", 413),
  "too many inputs": invalid("too_many_inputs"),
  "input too long": invalid("context_length_exceeded"),
  layer: invalid("invalid_layer"),
  dimension: invalid("invalid_dimensions"),
  "unknown model": invalid("model_not_found", 404),
  "unknown path": invalid("unknown_url", 404),
  method: invalid("method_not_allowed", 405),
  malformed: invalid("malformed_request"),
  "headers too large": invalid("headers_too_large", 431),
  "content type": invalid("unsupported_content_type", 415),
  unauthorized: invalid("invalid_api_key", 401),
  forbidden: { status: 403, type: "permission_error", code: "forbidden" },
  unsupported: invalid("unsupported"),
  overloaded: { status: 429, type: "rate_limit_error", code: "rate_limit_exceeded" },
  "not ready": server(503, "service_unavailable"),
  deadline: server(504, "timeout"),
  "client gone": invalid("client_closed_request", 499),
  timeout: invalid("timeout", 408),
  backend: server(500, "backend_error"),
  unexpected: server(500),
};
