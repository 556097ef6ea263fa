import { isIPv4 } from "node:net";
import { NestvecError } from "@nestvec/core";
import { send } from "./http-client.ts";

/** A server with OpenAI's interface for embeddings. */
export interface EmbeddingsTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a request for one text. */
  bodyOf(text: string): string;
}

/** Which server, and how it is asked. */
export interface TargetOptions {
  /** With or without the path: `http://127.0.0.1:8080`, `…/v1` and `…/v1/embeddings` are the same. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly key?: string;
  readonly model?: string;
  /** Whether it may be on another machine. Default false: a load hits what it is sent to. */
  readonly allowRemote?: boolean;
}

/** Looks at what is asked for, without asking the server. @throws NestvecError ARGUMENT_INVALID */
export function embeddingsTarget({ url: text, key, model, allowRemote = false }: TargetOptions): EmbeddingsTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw invalid(`"${text}"`, "the address of a server, such as http://127.0.0.1:8080");
  if (url.username !== "" || url.password !== "") throw invalid("an address with a password in it", "one without; a key goes into --key");
  if (!allowRemote && !isLoopback(url.hostname))
    throw invalid(`on another machine, "${url.hostname}"`, "on this one, or given with --allow-remote");
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/embeddings") ? path : path.endsWith("/v1") ? `${path}/embeddings` : `${path}/v1/embeddings`;
  return {
    url: url.href,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    bodyOf: (input) => JSON.stringify({ input, encoding_format: "base64", model }),
  };
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));

const wanted = "a server that answers OpenAI's /v1/embeddings";

/** Sends one text and looks at the answer. Resolves with the tokens that the server counts. @throws NestvecError ARGUMENT_INVALID where it is no answer, ABORTED */
export async function tryTarget(
  { url, headers, bodyOf }: EmbeddingsTarget,
  text: string,
  options: TryOptions,
): Promise<number | undefined> {
  const { patience, signal } = options;
  const limit = AbortSignal.timeout(patience);
  const chunks: Uint8Array[] = [];
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const { status, problem } = await send(url, bodyOf(text), either, { headers, onData: (data) => chunks.push(data) });
  if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "load" }, { cause: signal.reason });
  if (status === 0) throw invalid(`one that does not answer (${limit.aborted ? `in ${patience} ms` : problem})`, wanted);
  const answer = Buffer.concat(chunks).toString();
  if (status !== 200) throw invalid(`one that answers with status ${status}: ${answer.slice(0, 200)}`, wanted);
  return tokensIn(answer);
}

/** How long an answer is waited for. */
export interface TryOptions {
  /** In milliseconds. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
}

function tokensIn(answer: string): number | undefined {
  try {
    const { data, usage } = JSON.parse(answer) as { data?: readonly { embedding?: unknown }[]; usage?: { prompt_tokens?: unknown } };
    if (data?.[0]?.embedding === undefined) throw invalid("one that answers without data[0].embedding", wanted);
    return typeof usage?.prompt_tokens === "number" ? usage.prompt_tokens : undefined;
  } catch (cause) {
    if (NestvecError.is(cause)) throw cause;
    throw invalid("one that answers with something else than JSON", wanted);
  }
}

const invalid = (found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument: "URL", found, expected });
