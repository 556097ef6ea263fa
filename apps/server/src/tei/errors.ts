import type { RefusalKind } from "../base/refusal.ts";
import type { TeiError } from "./schema.ts";

/** How TEI calls a refusal. */
interface Naming {
  readonly status: number;
  readonly type: TeiError["error_type"];
}

const naming = (status: number, type: Naming["type"]): Naming => ({ status, type });
const validation = naming(422, "Validation");

/** Each refusal in TEI's words, with its statuses. */
export const teiNaming: Readonly<Record<RefusalKind, Naming>> = {
  argument: validation,
  empty: naming(400, "Empty"),
  "body too large": naming(413, "Validation"),
  "too many inputs": naming(413, "Validation"),
  "input too long": naming(413, "Validation"),
  layer: validation,
  dimension: validation,
  "unknown model": naming(404, "Validation"),
  "unknown path": naming(404, "Validation"),
  method: naming(405, "Validation"),
  malformed: naming(400, "Validation"),
  "headers too large": naming(431, "Validation"),
  "content type": naming(415, "Validation"),
  unauthorized: naming(401, "Validation"),
  forbidden: naming(403, "Validation"),
  unsupported: validation,
  overloaded: naming(429, "Overloaded"),
  "not ready": naming(503, "Unhealthy"),
  deadline: naming(504, "Backend"),
  "client gone": naming(499, "Validation"),
  timeout: naming(408, "Validation"),
  backend: naming(424, "Backend"),
  unexpected: naming(500, "Backend"),
};
