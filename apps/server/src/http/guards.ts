import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";
import { Refusal } from "../base/refusal.ts";
import type { Admission, ServerParts } from "./api.ts";
import { inTurn, whenGone } from "./connections.ts";

/** What is looked at before a body is read, cheapest first: a full server must turn requests down at next to no cost. */
export function addGuards(app: FastifyInstance, { configuration, admission }: Pick<ServerParts, "configuration" | "admission">): void {
  const checkHost = hostCheck(configuration.hostname, configuration.allowedHosts);
  const checkKey = keyCheck(configuration.apiKey);
  const turn = inTurn();
  app.addHook("onSend", (_request, reply, payload, done) => {
    // So that clients do not send their next request on a connection that is about to be closed.
    if (admission.isDraining) reply.header("connection", "close");
    done(null, payload);
  });
  app.addHook("onRequest", async (request, reply) => {
    const { isOpen = false, isWork = false, isProbe = false } = request.routeOptions.config;
    checkHost(request.headers.host, isProbe);
    if (!isOpen && request.method !== "OPTIONS") checkKey(request.headers.authorization);
    if (!isWork) return;
    await turn(request.raw, reply.raw);
    const leave = await admission.enter();
    whenGone(request.raw, reply.raw, leave);
  });
}

/** How long a client is told to stay away from a server that stops: until another has its place. */
const drainingRetryAfter = 5000;

/** Bounds the requests under way. `retryAfter` gives the milliseconds that a refused one is told to wait, and may take its time. */
export function admissionOf(limit: number, retryAfter: () => Promise<number>): Admission {
  let underWay = 0;
  let isDraining = false;
  let whenEmpty: (() => void) | undefined;

  function left(): void {
    underWay -= 1;
    if (underWay === 0) whenEmpty?.();
  }

  return {
    get underWay() {
      return underWay;
    },
    get isDraining() {
      return isDraining;
    },
    async enter() {
      if (isDraining) throw new Refusal("not ready", "The server is about to stop.", { retryAfterMilliseconds: drainingRetryAfter });
      if (underWay >= limit) {
        const wait = await retryAfter();
        throw new Refusal("overloaded", `${limit} requests are under way, which is the most. Try again in ${wait} ms.`, {
          retryAfterMilliseconds: wait,
        });
      }
      underWay += 1;
      let isIn = true;
      return () => {
        if (isIn) left();
        isIn = false;
      };
    },
    async drain() {
      isDraining = true;
      if (underWay > 0) await new Promise<void>((resolve) => (whenEmpty = resolve));
    },
  };
}

/** Checks the `Authorization` header of a request. @throws Refusal "unauthorized" */
type KeyCheck = (authorization: string | undefined) => void;

/**
 * Takes any of some keys. Digests are compared, all of them and in constant time, so that the time tells neither how much of a key was right
 * nor which. Without keys, all requests are let in.
 */
function keyCheck(keys: readonly string[]): KeyCheck {
  if (keys.length === 0) return () => {};
  const known = keys.map(digest);
  return (authorization) => {
    const [, given] = /^Bearer +(.+)$/i.exec(authorization ?? "") ?? [];
    if (given === undefined) throw new Refusal("unauthorized", "An API key is needed, as the header Authorization: Bearer KEY.");
    const candidate = digest(given);
    const matches = known.map((key) => timingSafeEqual(key, candidate));
    if (!matches.includes(true)) throw new Refusal("unauthorized", "The API key is not one of this server's.");
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Checks the `Host` header of a request, or of a probe. @throws Refusal "forbidden" */
type HostCheck = (host: string | undefined, isProbe: boolean) => void;

const loopback: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * On a loopback address, only names of the loopback are taken: a web page whose name was made to point here (DNS rebinding) is turned away.
 * Elsewhere names are checked where some are listed. A probe may also call the server by an address, as the kubelet does with the pod's: a
 * page that came by DNS rebinding always sends its own name.
 */
function hostCheck(hostname: string, allowed: readonly string[]): HostCheck {
  const isLoopback = isLoopbackAddress(hostname);
  if (!isLoopback && allowed.length === 0) return () => {};
  const known = new Set([...allowed, ...(isLoopback ? loopback : [])].map((name) => name.toLowerCase()));
  return (host, isProbe) => {
    const name = (host ?? "").toLowerCase();
    const bare = name.replace(/:\d+$/, "");
    if (known.has(name) || known.has(bare) || (isProbe && isAddress(bare))) return;
    throw new Refusal("forbidden", "The Host header is not a name of this server. The operator can allow one with --allowed-hosts.");
  };
}

const isAddress = (host: string): boolean => host === "localhost" || isIP(host.replace(/^\[(.*)\]$/, "$1")) > 0;

function isLoopbackAddress(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
