import { isIP } from "node:net";
import { Refusal } from "../refusal/refusal.ts";

/** Checks the `Host` header of a request, or of a probe. @throws Refusal "forbidden" */
export type HostCheck = (host: string | undefined, isProbe: boolean) => void;

const loopback: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * On a loopback address, only names of the loopback are taken: a web page whose name was made to point here (DNS rebinding) is turned away.
 * Elsewhere names are checked where some are listed. A probe may also call the server by an address, as the kubelet does with the pod's: a
 * page that came by DNS rebinding always sends its own name.
 */
export function hostCheck(hostname: string, allowed: readonly string[]): HostCheck {
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
