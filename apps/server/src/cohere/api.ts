import type { RefusalKind } from "../base/refusal.ts";
import { type Api, statusesOf } from "../http/api.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { addRerankRoutes } from "./rerank-routes.ts";

const invalid = { status: 400 };

/** Cohere has a sentence and a status; its client makes its error class of the status. */
const naming: Readonly<Record<RefusalKind, { readonly status: number }>> = {
  argument: invalid,
  empty: invalid,
  "body too large": { status: 413 },
  "too many inputs": invalid,
  "input too long": invalid,
  layer: { status: 422 },
  dimension: { status: 422 },
  "unknown model": { status: 404 },
  "unknown path": { status: 404 },
  method: { status: 405 },
  malformed: invalid,
  "headers too large": { status: 431 },
  "content type": { status: 415 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  unsupported: { status: 422 },
  overloaded: { status: 429 },
  "not ready": { status: 503 },
  deadline: { status: 504 },
  "client gone": { status: 499 },
  timeout: { status: 408 },
  backend: { status: 500 },
  unexpected: { status: 500 },
};

/** Cohere's API: `/v1/embed`, `/v1/rerank`, `/v2/embed` and `/v2/rerank`. */
export const cohereApi: Api = {
  name: "Cohere",
  paths: ["/v2/", "/v1/embed", "/v1/rerank"],
  statuses: statusesOf(naming),
  errorBody: ({ message }) => ({ message }),
  addRoutes(app, parts) {
    addEmbedRoutes(app, parts);
    addRerankRoutes(app, parts);
  },
};
