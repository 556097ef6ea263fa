import { NestvecError, throwIfAborted } from "@nestvec/core";
import { ConnectionError, contentRange, retryAfterMilliseconds } from "@nestvec/core/download";

/** What a server says of a file. */
export interface RemoteFile {
  /** Undefined where the server does not tell. */
  readonly bytes: number | undefined;
  readonly validator: string | undefined;
}

/**
 * What servers answer, besides 404 and 410, for a file that is not there: one of objects whose reader may not list them (403, 401), or that takes the
 * path for none of its own (400). Of a file that may be absent, each means that it is.
 */
export const refusals: readonly number[] = [400, 401, 403];

/**
 * Asks for a file; undefined where there is none. Answers that are neither the file nor a part of it come through where they are
 * `accepted`, by their status.
 * @throws ConnectionError where no answer comes, or the server says that it cannot give one now; NestvecError ABORTED, FILE_NOT_READABLE for others
 */
export async function request(
  url: string,
  path: string,
  options: RequestInit = {},
  accepted: readonly number[] = [],
): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options });
  } catch (cause) {
    throwIfAborted(options.signal ?? undefined, "download");
    throw new ConnectionError("the request failed: the server cannot be reached, or does not let this site read the file (CORS)", {
      cause,
    });
  }
  const { status } = response;
  const isMissing = status === 404 || status === 410 || isPage(response, path);
  if (!isMissing && (response.ok || accepted.includes(status))) return response;
  await response.body?.cancel();
  if (isMissing) return undefined;
  const problem = `the server answered ${status} ${response.statusText}`.trim();
  if (status === 429 || status >= 500) {
    throw new ConnectionError(problem, { retryAfterMilliseconds: retryAfterMilliseconds(response.headers.get("retry-after"), Date.now()) });
  }
  throw new NestvecError("FILE_NOT_READABLE", { file: path, problem });
}

/** All that an answer holds. @throws ConnectionError where it breaks off */
export async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new ConnectionError("the connection broke", { cause });
  }
}

/** Hosts of single-page applications answer with their page, and with success, where there is no such file. */
const isPage = ({ headers }: Response, path: string): boolean =>
  /^(text\/html|application\/xhtml\+xml)/.test(headers.get("content-type") ?? "") && !path.endsWith(".html");

/** What the headers of an answer say of the whole file. */
export function remoteFile({ headers, status }: Response): RemoteFile {
  const range = contentRange(headers.get("content-range"));
  // The length of what travels, where it is compressed: not that of the file.
  const isCoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = headers.get("content-length");
  const whole = isCoded || length === null || status === 206 ? undefined : Number(length);
  return { bytes: range?.total ?? whole, validator: headers.get("etag") ?? headers.get("last-modified") ?? undefined };
}

/** Where the bytes of an answer begin in the file; undefined where it holds none of it. */
export const partStart = ({ status, ok, headers }: Response): number | undefined =>
  status === 206 ? contentRange(headers.get("content-range"))?.start : ok ? 0 : undefined;

/** What an answer holds, as it comes. */
export async function* bodyChunks({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) yield chunk.value;
  } finally {
    // Of a reader that turns away, the server need send no more.
    await reader?.cancel().catch(() => {});
  }
}
