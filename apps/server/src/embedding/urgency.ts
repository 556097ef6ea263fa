import type { FastifyReply, FastifyRequest } from "fastify";
import type { Lane } from "@nestvec/core";
import { Refusal } from "../base/refusal.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { whenGone } from "../http/connections.ts";

/** How urgent a request is, and until when anybody wants its answer. */
export interface Urgency {
  readonly lane: Lane | undefined;
  /** When it is of no use any more, by `performance.now`. */
  readonly expires: number;
  readonly signal: AbortSignal;
}

/** Header by which a client chooses its lane: `interactive` or `bulk`. Left out: by the request's size. */
export const laneHeader = "x-nestvec-lane";

/** Header by which a client shortens its deadline, in milliseconds. */
export const deadlineHeader = "x-nestvec-deadline";

/** How urgent a request is. Its signal aborts when the client goes away before it is answered. @throws Refusal "argument" */
export function urgencyOf(request: FastifyRequest, reply: FastifyReply, configuration: Configuration): Urgency {
  const controller = new AbortController();
  whenGone(request.raw, reply.raw, () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  const deadline = Math.min(configuration.deadline, wantedDeadline(request.headers[deadlineHeader]));
  return {
    lane: laneOf(request.headers[laneHeader]),
    expires: performance.now() - reply.elapsedTime + deadline,
    signal: controller.signal,
  };
}

function laneOf(header: string | readonly string[] | undefined): Urgency["lane"] {
  if (header === undefined || header === "interactive" || header === "bulk") return header;
  throw new Refusal("argument", `The header ${laneHeader} must be interactive or bulk.`, { parameter: laneHeader });
}

function wantedDeadline(header: string | readonly string[] | undefined): number {
  if (header === undefined) return Number.POSITIVE_INFINITY;
  if (typeof header === "string" && /^[1-9]\d{0,8}$/.test(header)) return Number(header);
  throw new Refusal("argument", `The header ${deadlineHeader} must be a whole number of milliseconds, at least 1.`, {
    parameter: deadlineHeader,
  });
}
