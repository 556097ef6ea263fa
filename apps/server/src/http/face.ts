import type { FastifyInstance } from "fastify";
import type { House } from "../embedding/house.ts";
import type { Refusal, RefusalKind } from "../refusal/refusal.ts";

/** One interface: its routes, and how it turns a request down. */
export interface Face {
  readonly name: string;
  /** Paths that begin so are its own, also those that it has no route for. */
  readonly prefix: string;
  /** The status of each refusal. */
  readonly statuses: Readonly<Record<RefusalKind, number>>;
  /** The body of a refusal. */
  errorBody(refusal: Refusal, status: number): unknown;
  addRoutes(app: FastifyInstance, house: House): void;
}

/** The interface that a path belongs to: the one with the longest prefix. */
export function faceOf(faces: readonly Face[], path: string): Face {
  const fitting = faces.filter(({ prefix }) => path.startsWith(prefix));
  const [best] = fitting.toSorted((left, right) => right.prefix.length - left.prefix.length);
  // One of them has the prefix "/", and every path begins so.
  return best ?? (faces.at(-1) as Face);
}

/** The statuses of an interface, of what it calls each refusal. */
export function statusesOf(naming: Readonly<Record<RefusalKind, { readonly status: number }>>): Readonly<Record<RefusalKind, number>> {
  return Object.fromEntries(Object.entries(naming).map(([kind, { status }]) => [kind, status])) as Record<RefusalKind, number>;
}
