import { downloadFile, type DownloadAnswer } from "@nestvec/core/download";
import { unlessAborted, type ProgressTally } from "@nestvec/core";
import { downloadBuffer } from "./download-buffer.ts";
import type { KeptFile } from "./kept-file.ts";
import { bodyChunks, partStart, remoteFile, request } from "./request.ts";

/** A file that is wanted. */
export interface WantedFile {
  readonly url: string;
  readonly path: string;
  /** What the manifest says of it, where there is one. */
  readonly listed: { readonly bytes: number; readonly sha256: string } | undefined;
  readonly kept: KeptFile;
  readonly progress: ProgressTally;
  readonly signal: AbortSignal | undefined;
}

/** How often a broken connection is made again, without a byte having come between, and after how many milliseconds. */
const pauses = [250, 1000, 4000];

/**
 * Downloads a file, goes on where an earlier download broke off, checks it, and keeps it. Undefined where there is none.
 * @throws NestvecError FILE_NOT_READABLE, FILE_TRUNCATED, FILE_DIGEST_MISMATCH, ABORTED
 */
export function download({ url, path, listed, kept, progress, signal }: WantedFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return downloadFile({
    path,
    expected: listed === undefined ? undefined : { bytes: listed.bytes, digest: listed.sha256, listedBy: "the manifest" },
    ask: (from, validator, isSecondTry) => ask({ url, path, from, validator, cache: isSecondTry ? "reload" : "default", signal }),
    destination: downloadBuffer(path, kept, listed),
    onBytes: (bytes, total) => progress.set(path, "network", bytes, total),
    pauses,
    pause: (milliseconds) => unlessAborted(signal, "download", new Promise((resolve) => setTimeout(resolve, milliseconds))),
    signal,
  });
}

/** The rest of a file that is asked for. */
interface Rest {
  readonly url: string;
  readonly path: string;
  readonly from: number;
  readonly validator: string | undefined;
  readonly cache: RequestCache;
  readonly signal: AbortSignal | undefined;
}

async function ask({ url, path, from, validator, cache, signal }: Rest): Promise<DownloadAnswer | undefined> {
  const headers = from === 0 ? {} : rangeHeaders(url, from, validator);
  // 416: the file is shorter by now than what is here.
  const response = await request(url, path, { headers, cache, ...(signal === undefined ? {} : { signal }) }, [416]);
  if (response === undefined) return undefined;
  const { bytes, validator: version } = remoteFile(response);
  return {
    start: partStart(response),
    total: bytes,
    validator: version,
    about: `the server answered ${response.status}`,
    chunks: bodyChunks(response),
    // A body that is being read, or was, is the reader's.
    cancel: async () => response.body?.cancel().catch(() => {}),
  };
}

/** Another site's server may not be asked If-Range without asking first whether one may. */
function rangeHeaders(url: string, from: number, validator: string | undefined): Record<string, string> {
  const range = { range: `bytes=${from}-` };
  const isHere = globalThis.location !== undefined && new URL(url).origin === globalThis.location.origin;
  return isHere && validator !== undefined && !validator.startsWith("W/") ? { ...range, "if-range": validator } : range;
}
