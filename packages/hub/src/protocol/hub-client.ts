import type { Readable } from "node:stream";
import { isError, messageOf, NestvecError, throwIfAborted } from "@nestvec/core";
import { ConnectionError, retryAfterMilliseconds, retryPause } from "@nestvec/core/download";
import { request } from "undici";
import { pauseFor } from "../files/pause.ts";
import type { HubSettings } from "../settings/hub-settings.ts";
import { proxies } from "./proxies.ts";
import { unreachable } from "./unreachable.ts";

/** An answer, after its redirects. */
export interface HubResponse {
  readonly status: number;
  /** Who answered in the end, where that is not the hub itself. */
  readonly host: string | undefined;
  /** A header of the last answer. */
  header(name: string): string | undefined;
  /** A header of the hub's own answers, the first that has it: what storage elsewhere says of a commit or a digest does not count. */
  hubHeader(name: string): string | undefined;
  readonly body: Readable;
  /** Ends the answer unread. */
  cancel(): Promise<void>;
}

/** Asks a hub. The token goes to the hub's own address only; proxies are those of the environment. */
export interface HubClient {
  readonly settings: HubSettings;
  /**
   * Asks, as long as a signal lets it: by default that of the client.
   * @throws ConnectionError where no answer comes, or none can be given now; NestvecError HUB_ANSWER_INVALID, ABORTED
   */
  get(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HubResponse>;
  /**
   * Does work again that a connection broke.
   * @throws NestvecError HUB_UNREACHABLE where that does not help
   */
  persistently<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const pauses = [250, 1000, 4000];
const mostRedirects = 10;
/** Milliseconds for headers to come, and between two pieces of a body. */
const silence = 30_000;

/** @see HubClient @throws NestvecError ARGUMENT_INVALID for variables of proxies that are no addresses */
export function openHubClient(settings: HubSettings, repository: string, signal: AbortSignal | undefined): HubClient {
  const hub = new URL(settings.endpoint);
  const dispatcher = proxies({ headersTimeout: silence, bodyTimeout: silence, connect: { timeout: silence } });

  const get: HubClient["get"] = async (first, headers, stop = signal) => {
    const failed = (cause: unknown): never => {
      throwIfAborted(stop, "download");
      throw new ConnectionError(connectionProblem(cause), { cause });
    };
    const ofHub = new Map<string, string>();
    let url = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const isHub = url.origin === hub.origin;
      const authorization = isHub && settings.token !== undefined ? { authorization: `Bearer ${settings.token}` } : {};
      const sent = { "user-agent": "nestvec", "accept-encoding": "identity", ...headers, ...authorization };
      const answer = await request(url, { headers: sent, dispatcher, ...(stop === undefined ? {} : { signal: stop }) }).catch(failed);
      const header = (name: string): string | undefined => [answer.headers[name]].flat()[0];
      if (isHub) for (const name of Object.keys(answer.headers)) if (!ofHub.has(name)) ofHub.set(name, header(name) ?? "");
      const { statusCode: status, body } = answer;
      const cancel = async (): Promise<void> => void body.on("error", () => {}).destroy();
      const location = [301, 302, 303, 307, 308].includes(status) ? header("location") : undefined;
      if (location !== undefined) {
        await cancel();
        url = redirected(location, url);
        continue;
      }
      if (status !== 429 && status !== 408 && status < 500)
        return { status, host: isHub ? undefined : url.host, header, hubHeader: (name) => ofHub.get(name), body, cancel };
      await cancel();
      const wait = retryAfterMilliseconds(header("retry-after"), Date.now());
      throw new ConnectionError(`${isHub ? "the server" : url.host} answered ${status}`, { retryAfterMilliseconds: wait });
    }
    throw invalid(`it redirects more than ${mostRedirects} times`);
  };

  function redirected(location: string, from: URL): URL {
    const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
    if (to === undefined || !/^https?:$/.test(to.protocol)) throw invalid("it redirects to what is no address of the web");
    if (from.protocol === "https:" && to.protocol === "http:")
      throw invalid("it redirects from an encrypted connection to one that is not");
    return to;
  }

  const invalid = (problem: string): NestvecError =>
    new NestvecError("HUB_ANSWER_INVALID", { hub: settings.endpoint, repository, problem });

  async function persistently<T>(work: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        const pause = isAway(error.cause) ? undefined : retryPause(pauses, failures, error);
        if (pause === undefined) throw unreachable(settings.endpoint, error.message, error);
        await pauseFor(pause, signal);
      }
    }
  }

  return { settings, get, persistently, close: () => dispatcher.destroy() };
}

const codeOf = (error: unknown): unknown => (isError(error) && "code" in error ? error.code : undefined);

/** Whether asking again soon is of no use: the name is not known, or nobody listens. */
const isAway = (error: unknown): boolean => ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH"].includes(String(codeOf(error)));

function connectionProblem(error: unknown): string {
  const code = codeOf(error);
  const message = messageOf(error).trim().replace(/\.$/, "");
  if (message !== "") return message;
  return typeof code === "string" ? code : "the connection failed";
}
