import type { RefusalKind } from "../base/refusal.ts";
import { type Api, plainStatuses } from "../http/api.ts";
import { addEmbedRoute } from "./embed-route.ts";
import { addSearchRoute } from "./search-route.ts";
import type { NestvecErrorBody } from "./schema.ts";

/** How a refusal is called: its kind, in one word. */
const codeOf = (kind: RefusalKind): string => kind.replaceAll(" ", "_");

/** The server's own API, for what the others have no words for: several exits of one pass, and searches in cascades. */
export const nestvecApi: Api = {
  name: "nestvec",
  paths: ["/nestvec/"],
  statuses: plainStatuses,
  errorBody: ({ kind, message, parameter = null }): NestvecErrorBody => ({
    // Other APIs have other names for it.
    error: { code: codeOf(kind), message, parameter: kind === "dimension" ? "dimension" : parameter },
  }),
  addRoutes(app, parts) {
    addEmbedRoute(app, parts);
    addSearchRoute(app, parts);
  },
};
