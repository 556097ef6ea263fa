import { type Api, plainStatuses } from "../http/api.ts";
import { addAnyTypeBodies } from "../http/route.ts";
import { addEmbedRoutes } from "./embed-routes.ts";
import { addModelRoutes } from "./model-routes.ts";

/** Ollama's API, as far as it is about embeddings and about which models there are. */
export const ollamaApi: Api = {
  name: "Ollama",
  paths: ["/api/"],
  statuses: { ...plainStatuses, layer: 400, dimension: 400, unsupported: 400 },
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
