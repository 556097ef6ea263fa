import type { RefusalKind } from "../base/refusal.ts";
import { type Api, statusesOf } from "../http/api.ts";
import { addAnyTypeBodies } from "../http/route.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { addModelRoutes } from "./model-routes.ts";

const invalid = { status: 400 };

/** Ollama has a sentence and a status, nothing else. */
const naming: Readonly<Record<RefusalKind, { readonly status: number }>> = {
  argument: invalid,
  empty: invalid,
  "body too large": { status: 413 },
  "too many inputs": invalid,
  "input too long": invalid,
  layer: invalid,
  dimension: invalid,
  "unknown model": { status: 404 },
  "unknown path": { status: 404 },
  method: { status: 405 },
  malformed: invalid,
  "headers too large": { status: 431 },
  "content type": { status: 415 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  unsupported: invalid,
  overloaded: { status: 429 },
  "not ready": { status: 503 },
  deadline: { status: 504 },
  "client gone": { status: 499 },
  timeout: { status: 408 },
  backend: { status: 500 },
  unexpected: { status: 500 },
};

/** Ollama's API, as far as it is about embeddings and about which models there are. */
export const ollamaApi: Api = {
  name: "Ollama",
  paths: ["/api/"],
  statuses: statusesOf(naming),
  errorBody: ({ message }) => ({ error: message }),
  addRoutes(app, parts) {
    // A scope of its own: Ollama reads bodies as JSON whatever they are said to be, and its users' `curl -d` says that they are a form.
    void app.register(async (scope) => {
      addAnyTypeBodies(scope, parts.configuration.corsAllowOrigin);
      addEmbedRoutes(scope, parts);
      addModelRoutes(scope, parts);
    });
  },
};
