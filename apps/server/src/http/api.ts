import type { FastifyInstance } from "fastify";
import type { Refusal, RefusalKind } from "../base/refusal.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { ModelRegistry } from "../models/served-models.ts";

/** Who may come in. */
export interface Admission {
  /** Requests under way. */
  readonly underWay: number;
  readonly isDraining: boolean;
  /** Lets a request in, and resolves with what is called when it has gone. @throws Refusal "overloaded", "not ready" */
  enter(): Promise<() => void>;
  /** Lets nobody in any more. Resolves when the last request has gone. */
  drain(): Promise<void>;
}

/** What all APIs share. */
export interface ServerParts {
  readonly configuration: Configuration;
  readonly models: ModelRegistry;
  readonly admission: Admission;
  readonly metrics: ServerMetrics;
}

/** One API: its routes, and how it turns a request down. */
export interface Api {
  readonly name: string;
  /** Its paths: those that begin with one of these, where it ends in a slash, and else just that one. */
  readonly paths: readonly string[];
  /** The status of each refusal. */
  readonly statuses: Readonly<Record<RefusalKind, number>>;
  /** The body of a refusal. */
  errorBody(refusal: Refusal, status: number): unknown;
  addRoutes(app: FastifyInstance, parts: ServerParts): void;
}

/** The API that an address belongs to, also where it has no route: the one that names the longest part of its path. */
export function apiOf(apis: readonly Api[], address: string): Api {
  const [path = ""] = address.split("?", 1);
  const lengthIn = ({ paths }: Api): number =>
    Math.max(-1, ...paths.filter((own) => (own.endsWith("/") ? path.startsWith(own) : path === own)).map(({ length }) => length));
  const [best] = apis.toSorted((left, right) => lengthIn(right) - lengthIn(left));
  // One of them has all that begins with "/", as every path does.
  return best ?? (apis.at(-1) as Api);
}

/** The statuses of an API, of what it calls each refusal. */
export function statusesOf(naming: Readonly<Record<RefusalKind, { readonly status: number }>>): Readonly<Record<RefusalKind, number>> {
  return Object.fromEntries(Object.entries(naming).map(([kind, { status }]) => [kind, status])) as Record<RefusalKind, number>;
}

/** The statuses of an API that says no more of a refusal than a status and a sentence. */
export const plainStatuses: Readonly<Record<RefusalKind, number>> = {
  argument: 400,
  empty: 400,
  "body too large": 413,
  "too many inputs": 400,
  "input too long": 400,
  layer: 422,
  dimension: 422,
  "unknown model": 404,
  "unknown path": 404,
  method: 405,
  malformed: 400,
  "headers too large": 431,
  "content type": 415,
  unauthorized: 401,
  forbidden: 403,
  unsupported: 422,
  overloaded: 429,
  "not ready": 503,
  deadline: 504,
  "client gone": 499,
  timeout: 408,
  backend: 500,
  unexpected: 500,
};
