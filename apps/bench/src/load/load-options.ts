import { NestvecError } from "@nestvec/core";

/** What is sent where, and for how long. */
export interface LoadOptions {
  /** The server: its origin, or the whole URL of an interface of OpenAI's shape. */
  readonly url: string;
  /** Requests a second, sent whether or not earlier ones were answered. */
  readonly rate: number;
  readonly seconds: number;
  /** Tokens of each text, as an English model counts them. */
  readonly tokens: number;
  /** Texts of a request. */
  readonly texts: number;
  /** The model's name in the requests; default: the server's own choice. */
  readonly model?: string;
  /** Sent as `Authorization: Bearer`. */
  readonly key?: string;
  /** Servers on other machines are loaded only where the user says so. */
  readonly allowRemote?: true;
}

/** More would be a slip of the keyboard. */
const mostRequests = 200_000;
const leastTokens = 3;

/** The URL that requests go to. @throws NestvecError ARGUMENT_INVALID */
export function loadUrl({ url, rate, seconds, tokens, allowRemote }: LoadOptions): URL {
  const expected = "the URL of a server, such as http://127.0.0.1:3000";
  if (!URL.canParse(url)) throw invalid("url", url, expected);
  const parsed = new URL(url);
  if (!/^https?:$/.test(parsed.protocol)) throw invalid("url", url, expected);
  if (allowRemote !== true && !isLoopback(parsed.hostname)) {
    throw invalid("url", url, "one of this machine, such as http://127.0.0.1:3000; or add --allow-remote, if that server is yours to load");
  }
  if (tokens < leastTokens) throw invalid("--tokens", String(tokens), `at least ${leastTokens}: two of them are the special ones`);
  if (rate * seconds > mostRequests) {
    const found = `${(rate * seconds).toLocaleString("en-US")} requests`;
    throw invalid("--rate × --seconds", found, `at most ${mostRequests.toLocaleString("en-US")}`);
  }
  if (parsed.pathname === "/") parsed.pathname = "/v1/embeddings";
  return parsed;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

const invalid = (argument: string, found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found, expected });
