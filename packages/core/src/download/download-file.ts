import { messageOf } from "../errors/any-error.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { throwIfAborted } from "../platform/abort.ts";
import type { StopSign } from "../platform/platform.ts";
import { ConnectionError } from "./connection-error.ts";
import { retryPause } from "./retry-pause.ts";

/** What a server answers when it is asked for a file, or for the rest of one. */
export interface DownloadAnswer {
  /** The place of its first byte in the file; undefined where it holds no bytes of it, such as an answer that the rest is empty. */
  readonly start: number | undefined;
  /** Bytes of the whole file, where the server says. */
  readonly total: number | undefined;
  /** What the server calls this version of the file, such as its ETag. */
  readonly validator: string | undefined;
  /** How messages call the answer, such as "the server answered 416". */
  readonly about: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends it unread. */
  cancel(): Promise<void>;
}

/** Where the bytes of a file go. */
export interface DownloadDestination<T> {
  /** What is there of an earlier attempt, and the version that it is of, where that is known. */
  beginning(): Promise<{ readonly bytes: number; readonly validator: string | undefined }>;
  /** Throws away what is there. */
  forget(): Promise<void>;
  /** Is told that bytes follow, after the beginning or, where it was forgotten, from the first. */
  start(facts: { readonly total: number | undefined; readonly validator: string | undefined }): Promise<void>;
  /** Adds the bytes that come next. */
  append(bytes: Uint8Array): Promise<void>;
  /** Keeps what came by now for a later attempt. */
  flush(): Promise<void>;
  /** The digest of all bytes, in the same form as the expected one. */
  digest(): Promise<string>;
  /** Makes the file what it is: all bytes are there, and found right. */
  finish(): Promise<T>;
}

/** A download that was given up. What came of it is kept. */
export interface BrokenDownload {
  /** How many bytes are there. */
  readonly bytes: number;
  readonly cause: ConnectionError;
}

/** A file that is wanted. */
export interface Download<T> {
  /** How messages call it. */
  readonly path: string;
  /** What is known of it beforehand, and who lists it so: "the manifest". */
  readonly expected: { readonly bytes: number; readonly digest: string; readonly listedBy: string } | undefined;
  /**
   * Asks for the bytes from a place on; undefined where there is no such file. The second try, after a wrong digest, goes past all caches.
   * @throws ConnectionError where no answer comes, or none can be given now; NestvecError
   */
  ask(from: number, validator: string | undefined, isSecondTry: boolean): Promise<DownloadAnswer | undefined>;
  readonly destination: DownloadDestination<T>;
  /** Is told how many bytes are there, and how many there will be, if that is known. */
  readonly onBytes: (bytes: number, total: number | undefined) => void;
  /** Milliseconds before a broken connection is made again, one for each time that no byte has come between. */
  readonly pauses: readonly number[];
  /** Waits. Over at once, or throws, once the signal aborts. */
  pause(milliseconds: number): Promise<void>;
  /** The error of a download that was given up. Default: FILE_NOT_READABLE. */
  readonly gaveUp?: (broken: BrokenDownload) => NestvecError;
  readonly signal: StopSign | undefined;
}

/**
 * Downloads a file: goes on where an earlier attempt broke off, and compares it with its digest before it is one. Bytes that fail that are thrown
 * away, and asked for once more. Undefined where there is no such file.
 * @throws NestvecError FILE_NOT_READABLE, FILE_TRUNCATED, FILE_DIGEST_MISMATCH, ABORTED, and what `ask`, `gaveUp` and the destination throw
 * @example
 * ```ts
 * import { downloadFile } from "@nestvec/core/download";
 *
 * // A server of one file, which breaks off once, and a destination in memory.
 * const file = new TextEncoder().encode("a text that comes in pieces");
 * let bytes: number[] = [];
 * let breaks = 1;
 * async function* piecesFrom(start: number) {
 *   for (let place = start; place < file.length; place += 10) {
 *     if (place > 10 && breaks-- > 0) throw new Error("connection reset");
 *     yield file.subarray(place, place + 10);
 *   }
 * }
 * const text = await downloadFile({
 *   path: "text.txt",
 *   expected: undefined,
 *   ask: async (from) => {
 *     console.log(`asked for the bytes from ${from} on`); // → asked for the bytes from 0 on
 *     // → asked for the bytes from 20 on
 *     return { start: from, total: file.length, validator: undefined, about: "", chunks: piecesFrom(from), cancel: async () => {} };
 *   },
 *   destination: {
 *     beginning: async () => ({ bytes: bytes.length, validator: undefined }),
 *     forget: async () => void (bytes = []),
 *     start: async () => {},
 *     append: async (chunk) => void bytes.push(...chunk),
 *     flush: async () => {},
 *     digest: async () => "",
 *     finish: async () => new TextDecoder().decode(Uint8Array.from(bytes)),
 *   },
 *   onBytes: () => {},
 *   pauses: [100, 1000],
 *   pause: async () => {},
 *   signal: undefined,
 * });
 * console.log(text); // → a text that comes in pieces
 * ```
 */
export async function downloadFile<T>(wanted: Download<T>): Promise<T | undefined> {
  const { destination, pauses, signal } = wanted;
  let failures = 0;
  let most = -1;
  for (let isSecondTry = false; ;) {
    try {
      if (!(await transfer(wanted, isSecondTry))) return undefined;
      const wrong = await wrongBytes(wanted);
      if (wrong === undefined) return await destination.finish();
      throw wrong;
    } catch (error) {
      if (isDamage(error)) {
        await destination.forget();
        // The beginning may have been of another version, or a cache between may hold a damaged answer: once more, from the start.
        if (isSecondTry) throw error;
        isSecondTry = true;
        continue;
      }
      if (!(error instanceof ConnectionError)) throw error;
      throwIfAborted(signal, "download");
      const here = (await destination.beginning()).bytes;
      failures = here > most ? 0 : failures + 1;
      most = Math.max(most, here);
      const pause = retryPause(pauses, failures, error);
      if (pause === undefined) throw wanted.gaveUp?.({ bytes: here, cause: error }) ?? notReadable(wanted.path, here, error);
      await wanted.pause(pause);
      throwIfAborted(signal, "download");
    }
  }
}

const isDamage = (error: unknown): boolean => NestvecError.is(error, "FILE_DIGEST_MISMATCH") || NestvecError.is(error, "FILE_TRUNCATED");

function notReadable(file: string, here: number, cause: ConnectionError): NestvecError {
  const came = here === 0 ? "Nothing" : `The first ${here.toLocaleString("en-US")} bytes`;
  const wait = cause.retryAfterMilliseconds;
  const after = wait !== undefined && wait >= 60_000 ? `, after ${Math.ceil(wait / 60_000)} minutes` : "";
  const problem = `${cause.message}. ${came} came; load it again${after} to go on from there`;
  return new NestvecError("FILE_NOT_READABLE", { file, problem }, { cause });
}

/** Compares all bytes with the expected digest. */
async function wrongBytes<T>({ path, expected, destination }: Download<T>): Promise<NestvecError | undefined> {
  if (expected === undefined) return undefined;
  const found = await destination.digest();
  if (found === expected.digest) return undefined;
  return new NestvecError("FILE_DIGEST_MISMATCH", { file: path, found, expected: expected.digest, listedBy: expected.listedBy });
}

/** One attempt; whether there is such a file. @throws ConnectionError where it breaks off: what came by then is kept */
async function transfer<T>(wanted: Download<T>, isSecondTry: boolean): Promise<boolean> {
  const { path, expected, destination } = wanted;
  const here = await destination.beginning();
  if (here.bytes > 0 && here.bytes === expected?.bytes) return true;
  const answer = await wanted.ask(here.bytes, here.validator, isSecondTry);
  if (answer === undefined) return false;
  const goesOn = here.bytes > 0 && answer.start === here.bytes && isSame(here.validator, answer.validator);
  // Whatever is here is of another version, or the server gives no parts.
  if (!goesOn) await destination.forget();
  if (!goesOn && answer.start !== 0) {
    await answer.cancel();
    if (here.bytes > 0) return transfer(wanted, isSecondTry);
    throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: answer.about });
  }
  if (expected !== undefined && answer.total !== undefined && answer.total !== expected.bytes) {
    await answer.cancel();
    throw wrongSize(wanted, answer.total, expected);
  }
  const total = expected?.bytes ?? answer.total;
  await destination.start({ total, validator: answer.validator });
  await receive(wanted, answer, goesOn ? here.bytes : 0, total);
  return true;
}

function wrongSize<T>({ path }: Download<T>, bytes: number, expected: { readonly bytes: number; readonly listedBy: string }): NestvecError {
  const { bytes: needed, listedBy } = expected;
  if (bytes < needed) return new NestvecError("FILE_TRUNCATED", { file: path, bytes, needed, neededBy: listedBy });
  const problem = `the server has more than the ${needed.toLocaleString("en-US")} bytes that ${listedBy} says`;
  return new NestvecError("FILE_NOT_READABLE", { file: path, problem });
}

async function receive<T>(wanted: Download<T>, answer: DownloadAnswer, from: number, total: number | undefined): Promise<void> {
  const { expected, destination, onBytes, signal } = wanted;
  let filled = from;
  onBytes(filled, total);
  const chunks = answer.chunks[Symbol.asyncIterator]();
  try {
    for (let next = await nextOf(chunks, wanted); next !== undefined; next = await nextOf(chunks, wanted)) {
      if (expected !== undefined && filled + next.length > expected.bytes) {
        await destination.forget();
        throw wrongSize(wanted, filled + next.length, expected);
      }
      await destination.append(next);
      filled += next.length;
      onBytes(filled, total);
      throwIfAborted(signal, "download");
    }
  } catch (error) {
    await chunks.return?.();
    await answer.cancel();
    await destination.flush();
    throw error;
  }
  await destination.flush();
  if (total !== undefined && filled < total) throw new ConnectionError(`the connection ended after ${filled} of ${total} bytes`);
}

async function nextOf<T>(chunks: AsyncIterator<Uint8Array>, { signal }: Download<T>): Promise<Uint8Array | undefined> {
  try {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  } catch (cause) {
    if (NestvecError.is(cause)) throw cause;
    throwIfAborted(signal, "download");
    throw new ConnectionError(`the connection broke (${messageOf(cause)})`, { cause });
  }
}

/** What is not told is not known to differ; the digest decides where there is one. */
const isSame = (left: string | undefined, right: string | undefined): boolean =>
  left === undefined || right === undefined || left === right;
