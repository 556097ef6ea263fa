import { type Api, plainStatuses } from "../http/api.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { addRerankRoutes } from "./rerank-routes.ts";

/** Cohere's API: `/v1/embed`, `/v1/rerank`, `/v2/embed` and `/v2/rerank`. */
export const cohereApi: Api = {
  name: "Cohere",
  paths: ["/v2/", "/v1/embed", "/v1/rerank"],
  statuses: plainStatuses,
  errorBody: ({ message }) => ({ message }),
  addRoutes(app, parts) {
    addEmbedRoutes(app, parts);
    addRerankRoutes(app, parts);
  },
};
