import { NestvecError } from "@nestvec/core";
import { EnvHttpProxyAgent, ProxyAgent } from "undici";

/**
 * What asks through the proxies of the environment. An address without a scheme, such as `proxy.example:8080`, is that of a proxy that speaks HTTP, as
 * for other programs.
 * @throws NestvecError ARGUMENT_INVALID, which names the variable and not what it holds: that may be a password
 */
export function proxies(timeouts: Pick<EnvHttpProxyAgent.Options, "headersTimeout" | "bodyTimeout" | "connect">): EnvHttpProxyAgent {
  const [httpProxy, httpsProxy] = [addressIn("HTTP_PROXY"), addressIn("HTTPS_PROXY")];
  return new EnvHttpProxyAgent({ ...timeouts, ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }) });
}

function addressIn(variable: string): string | undefined {
  const name = process.env[variable.toLowerCase()] === undefined ? variable : variable.toLowerCase();
  const written = (process.env[name] ?? "").trim();
  if (written === "") return undefined;
  const address = written.includes("://") ? written : `http://${written}`;
  try {
    void new ProxyAgent(address);
    return address;
  } catch (cause) {
    const expected = "the address of a proxy, such as http://proxy.example:8080";
    throw new NestvecError("ARGUMENT_INVALID", { argument: name, found: "no address", expected }, { cause });
  }
}
