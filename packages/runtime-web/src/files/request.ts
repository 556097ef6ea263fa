import { NestvecError } from "@nestvec/core";

/** What a server says of a file. */
export interface RemoteFile {
  /** Undefined where the server does not tell. */
  readonly bytes: number | undefined;
  readonly validator: string | undefined;
}

/** A connection that failed or broke; what came before it is not lost. */
export class ConnectionError extends Error {}

/**
 * Asks for a file; undefined where there is none.
 * @throws ConnectionError where no answer comes; NestvecError FILE_NOT_READABLE for an answer that is none of the file
 */
export async function request(url: string, path: string, options: RequestInit = {}): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options });
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new ConnectionError("the request failed: the server cannot be reached, or does not let this site read the file (CORS)", {
      cause,
    });
  }
  const { status } = response;
  if (status === 404 || status === 410 || isPage(response, path)) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.ok || status === 416 || status === 405 || status === 501) return response;
  await response.body?.cancel();
  throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: `the server answered ${status} ${response.statusText}`.trim() });
}

/** Hosts of single-page applications answer with their page, and with success, where there is no such file. */
const isPage = ({ headers }: Response, path: string): boolean =>
  headers.get("content-type")?.startsWith("text/html") === true && !path.endsWith(".html");

/** What the headers of an answer say of the whole file. */
export function remoteFile({ headers, status }: Response): RemoteFile {
  const range = contentRange(headers);
  // The length of what travels, where it is compressed: not that of the file.
  const isCoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = headers.get("content-length");
  const whole = isCoded || length === null || status === 206 ? undefined : Number(length);
  return { bytes: range?.total ?? whole, validator: headers.get("etag") ?? headers.get("last-modified") ?? undefined };
}

/** `bytes 100-199/1000`: where a part begins, and the bytes of the whole. */
export function contentRange(headers: Headers): { readonly start: number; readonly total: number | undefined } | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), total: total === "*" ? undefined : Number(total) };
}
