import { type Api, statusesOf } from "../http/api.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { teiNaming } from "./errors.ts";
import { addInfoRoutes } from "./info-routes.ts";
import { addRerankRoute } from "./rerank-route.ts";
import type { TeiError } from "./schema.ts";
import { addTokenizeRoutes } from "./tokenize-routes.ts";

/** The API of Hugging Face's text-embeddings-inference, and of every path that no other has. */
export const teiApi: Api = {
  name: "TEI",
  paths: ["/"],
  statuses: statusesOf(teiNaming),
  errorBody: ({ kind, message }): TeiError => ({ error: message, error_type: teiNaming[kind].type }),
  addRoutes(app, parts) {
    addEmbedRoutes(app, parts);
    addRerankRoute(app, parts);
    addTokenizeRoutes(app, parts);
    addInfoRoutes(app, parts);
  },
};
