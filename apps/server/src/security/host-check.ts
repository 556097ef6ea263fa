import { Refusal } from "../refusal/refusal.ts";

/** Checks the `Host` header of a request. @throws Refusal "forbidden" */
export type HostCheck = (host: string | undefined) => void;

const loopback: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * On a loopback address, only names of the loopback are taken: a web page whose name was made to point here (DNS rebinding) is turned away.
 * Elsewhere names are checked where some are listed.
 */
export function hostCheck(hostname: string, allowed: readonly string[]): HostCheck {
  const isLoopback = isLoopbackAddress(hostname);
  if (!isLoopback && allowed.length === 0) return () => {};
  const known = new Set([...allowed, ...(isLoopback ? loopback : [])].map((name) => name.toLowerCase()));
  return (host) => {
    const name = (host ?? "").toLowerCase();
    if (known.has(name) || known.has(name.replace(/:\d+$/, ""))) return;
    throw new Refusal("forbidden", "The Host header is not a name of this server. The operator can allow one with --allowed-hosts.");
  };
}

function isLoopbackAddress(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
