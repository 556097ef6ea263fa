import type { FastifyInstance } from "fastify";
import type { House } from "../embedding/house.ts";
import type { Refusal, RefusalKind } from "../refusal/refusal.ts";

/** One interface: its routes, and how it turns a request down. */
export interface Face {
  readonly name: string;
  /** Its paths: those that begin with one of these, where it ends in a slash, and else just that one. */
  readonly paths: readonly string[];
  /** The status of each refusal. */
  readonly statuses: Readonly<Record<RefusalKind, number>>;
  /** The body of a refusal. */
  errorBody(refusal: Refusal, status: number): unknown;
  addRoutes(app: FastifyInstance, house: House): void;
}

/** The interface that an address belongs to, also where it has no route: the one that names the longest part of its path. */
export function faceOf(faces: readonly Face[], address: string): Face {
  const [path = ""] = address.split("?", 1);
  const lengthIn = ({ paths }: Face): number =>
    Math.max(-1, ...paths.filter((own) => (own.endsWith("/") ? path.startsWith(own) : path === own)).map(({ length }) => length));
  const [best] = faces.toSorted((left, right) => lengthIn(right) - lengthIn(left));
  // One of them has all that begins with "/", as every path does.
  return best ?? (faces.at(-1) as Face);
}

/** The statuses of an interface, of what it calls each refusal. */
export function statusesOf(naming: Readonly<Record<RefusalKind, { readonly status: number }>>): Readonly<Record<RefusalKind, number>> {
  return Object.fromEntries(Object.entries(naming).map(([kind, { status }]) => [kind, status])) as Record<RefusalKind, number>;
}
