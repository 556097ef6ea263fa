import { statusesOf, type Face } from "../http/face.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { teiNaming } from "./errors.ts";
import { addInfoRoutes } from "./info-routes.ts";
import { addRerankRoute } from "./rerank-route.ts";
import type { TeiError } from "./schema.ts";
import { addTokenizeRoutes } from "./tokenize-routes.ts";

/** The interface of Hugging Face's text-embeddings-inference, and of every path that no other has. */
export const teiFace: Face = {
  name: "TEI",
  paths: ["/"],
  statuses: statusesOf(teiNaming),
  errorBody: ({ kind, message }): TeiError => ({ error: message, error_type: teiNaming[kind].type }),
  addRoutes(app, house) {
    addEmbedRoutes(app, house);
    addRerankRoute(app, house);
    addTokenizeRoutes(app, house);
    addInfoRoutes(app, house);
  },
};
