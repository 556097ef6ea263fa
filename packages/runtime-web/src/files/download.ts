import { NestvecError } from "@nestvec/core";
import { sha256 } from "../platform/web-platform.ts";
import type { ProgressTally } from "@nestvec/core";
import { sizeOfParts, sliceOfParts, type FileRecord, type KeptFile } from "./kept-file.ts";
import { receive } from "./receive.ts";
import { ConnectionError, contentRange, remoteFile, request } from "./request.ts";

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
 * @throws NestvecError FILE_NOT_READABLE, FILE_DIGEST_MISMATCH; the signal's reason
 */
export async function download(wanted: WantedFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { path, kept, listed } = wanted;
  let failures = 0;
  let most = -1;
  for (let isSecondTry = false; ;) {
    try {
      const got = await transfer(wanted, isSecondTry ? "reload" : "default");
      if (got === undefined) return undefined;
      const found = listed === undefined ? undefined : await sha256(got.bytes);
      if (found === listed?.sha256) {
        await kept.setRecord({ ...got.record, isWhole: true, bytes: got.bytes.length });
        return got.bytes;
      }
      await kept.forget();
      // The beginning may have been of another version, or the browser's own cache may hold a damaged answer: once more, from the start
      // and from the server.
      if (isSecondTry) throw new NestvecError("FILE_DIGEST_MISMATCH", { file: path, found: found ?? "", expected: listed?.sha256 ?? "" });
      isSecondTry = true;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      const here = sizeOfParts(await kept.parts());
      failures = here > most ? 0 : failures + 1;
      most = Math.max(most, here);
      const pause = pauses[failures];
      if (pause === undefined) {
        const problem = `${error.message}. ${here === 0 ? "Nothing" : `The first ${here.toLocaleString("en-US")} bytes`} came; load it again to go on from there`;
        throw new NestvecError("FILE_NOT_READABLE", { file: path, problem }, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      wanted.signal?.throwIfAborted();
    }
  }
}

interface Transferred {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly record: FileRecord;
}

/** One attempt. @throws ConnectionError where it breaks off; the whole parts that came are kept */
async function transfer(wanted: WantedFile, cache: RequestCache): Promise<Transferred | undefined> {
  const { url, path, listed, kept, progress, signal } = wanted;
  const earlier = await kept.record();
  const parts = isOfUse(earlier, listed) ? await kept.parts() : [];
  const here = sizeOfParts(parts);
  const beginning = here === 0 ? new Uint8Array() : await sliceOfParts(parts, 0, here);
  if (earlier !== undefined && here > 0 && here === listed?.bytes) return { bytes: beginning, record: earlier };

  const headers = here === 0 ? {} : rangeHeaders(url, here, earlier?.validator);
  // 416: the file is shorter by now than what is here.
  const response = await request(url, path, { headers, cache, ...(signal === undefined ? {} : { signal }) }, [416]);
  if (response === undefined) return undefined;
  const { bytes: stated, validator } = remoteFile(response);
  const goesOn = response.status === 206 && contentRange(response.headers)?.start === here && isSame(earlier?.validator, validator);
  // Whatever lies there is of another version, or a part too few.
  if (!goesOn) await kept.forget();
  if (response.status === 206 ? !goesOn : !response.ok) {
    // A part of another version, or no part at all: from the start.
    await response.body?.cancel();
    if (here > 0) return transfer(wanted, cache);
    throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: `the server answered ${response.status}` });
  }
  const total = listed?.bytes ?? stated;
  const record: FileRecord = {
    isWhole: false,
    ...(total === undefined ? {} : { bytes: total }),
    ...(validator === undefined ? {} : { validator }),
    ...(listed === undefined ? {} : { sha256: listed.sha256 }),
  };
  await kept.setRecord(record);
  const bytes = await receive(response, {
    path,
    beginning: goesOn ? beginning : new Uint8Array(),
    total,
    firstPart: goesOn ? parts.length : 0,
    kept,
    onBytes: (count) => progress.set(path, "network", count, total),
    signal,
  });
  return { bytes, record };
}

/** Whether what was kept before can be the beginning of the file that is wanted now. */
const isOfUse = (earlier: FileRecord | undefined, listed: WantedFile["listed"]): boolean =>
  earlier !== undefined &&
  earlier.isAbsent !== true &&
  !earlier.isWhole &&
  (listed === undefined ? earlier.validator !== undefined : earlier.sha256 === listed.sha256);

/** Another site's server may not be asked If-Range without asking first whether one may. */
function rangeHeaders(url: string, from: number, validator: string | undefined): Record<string, string> {
  const range = { range: `bytes=${from}-` };
  const isHere = globalThis.location !== undefined && new URL(url).origin === globalThis.location.origin;
  return isHere && validator !== undefined && !validator.startsWith("W/") ? { ...range, "if-range": validator } : range;
}

/** What is not told, is not known to differ; the sha256 decides where there is one. */
const isSame = (left: string | undefined, right: string | undefined): boolean =>
  left === undefined || right === undefined || left === right;
