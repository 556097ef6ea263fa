import type { RefusalKind } from "../base/refusal.ts";
import { type Api, statusesOf } from "../http/api.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { addInfoRoutes } from "./info-routes.ts";
import { addRerankRoute } from "./rerank-route.ts";
import type { TeiError } from "./schema.ts";
import { addTokenizeRoutes } from "./tokenize-routes.ts";

/** How TEI calls a refusal. */
interface Naming {
  readonly status: number;
  readonly type: TeiError["error_type"];
}

const called = (status: number, type: Naming["type"]): Naming => ({ status, type });
const validation = called(422, "Validation");

/** Each refusal in TEI's words, with its statuses. */
const naming: Readonly<Record<RefusalKind, Naming>> = {
  argument: validation,
  empty: called(400, "Empty"),
  "body too large": called(413, "Validation"),
  "too many inputs": called(413, "Validation"),
  "input too long": called(413, "Validation"),
  layer: validation,
  dimension: validation,
  "unknown model": called(404, "Validation"),
  "unknown path": called(404, "Validation"),
  method: called(405, "Validation"),
  malformed: called(400, "Validation"),
  "headers too large": called(431, "Validation"),
  "content type": called(415, "Validation"),
  unauthorized: called(401, "Validation"),
  forbidden: called(403, "Validation"),
  unsupported: validation,
  overloaded: called(429, "Overloaded"),
  "not ready": called(503, "Unhealthy"),
  deadline: called(504, "Backend"),
  "client gone": called(499, "Validation"),
  timeout: called(408, "Validation"),
  backend: called(424, "Backend"),
  unexpected: called(500, "Backend"),
};

/** The API of Hugging Face's text-embeddings-inference, and of every path that no other has. */
export const teiApi: Api = {
  name: "TEI",
  paths: ["/"],
  statuses: statusesOf(naming),
  errorBody: ({ kind, message }): TeiError => ({ error: message, error_type: naming[kind].type }),
  addRoutes(app, parts) {
    addEmbedRoutes(app, parts);
    addRerankRoute(app, parts);
    addTokenizeRoutes(app, parts);
    addInfoRoutes(app, parts);
  },
};
