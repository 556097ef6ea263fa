import { join } from "node:path";
import { NestvecError, onceByKey, throwIfAborted, type ProgressTally } from "@nestvec/core";
import { collidingPaths, downloadFile, namingProblem, type BrokenDownload } from "@nestvec/core/download";
import { kindOf } from "../files/content-digest.ts";
import { requireSpace } from "../files/disk-space.ts";
import { incompleteFile } from "../files/incomplete-file.ts";
import { withLock } from "../files/lock.ts";
import { pauseFor } from "../files/pause.ts";
import { leftoversOf } from "../files/unfinished-name.ts";
import { askFile } from "../protocol/ask-file.ts";
import type { HubClient } from "../protocol/hub-client.ts";
import type { ListedFile, Listing } from "../protocol/repository-api.ts";
import { unreachable } from "../protocol/unreachable.ts";
import type { LockedModel } from "../trust/lock-file.ts";
import type { Place } from "./place.ts";
import type { PulledFile } from "./pull-options.ts";

/** What files are fetched with. */
export interface FetchingParts {
  /** Undefined where nothing may be asked for. */
  readonly client: HubClient | undefined;
  /** How messages call the hub. */
  readonly hub: string;
  readonly repository: string;
  readonly commit: string;
  readonly listing: Listing;
  readonly place: Place;
  /** What a frozen download must be. */
  readonly frozen: { readonly lockFile: string; readonly locked: LockedModel } | undefined;
  readonly progress: ProgressTally;
  readonly signal: AbortSignal;
}

/** Gets files of a repository onto this machine, each once. */
export interface Fetching {
  /** Where a file is, once it is there. */
  one(path: string): Promise<string>;
  /** Several, some at once; looks first whether there is room. */
  all(paths: readonly string[]): Promise<void>;
  /** Stops what is under way, and waits for its end: nothing goes on behind the caller's back. What came by then is kept. */
  stop(): Promise<void>;
  readonly files: ReadonlyMap<string, PulledFile>;
  downloadedBytes(): number;
}

const pauses = [250, 1000, 4000, 8000];
const atOnce = 4;

/** @see Fetching */
export function fetching(parts: FetchingParts): Fetching {
  const { client, repository, commit, place, frozen, progress } = parts;
  const stopping = new AbortController();
  const signal = AbortSignal.any([parts.signal, stopping.signal]);
  const underWay = new Set<Promise<unknown>>();
  const files = new Map<string, PulledFile>();
  let downloaded = 0;

  /** The sha256 of a file that is on this machine now, and is what it must be. */
  async function take(file: ListedFile): Promise<string | undefined> {
    const sha256 = await place.take({ file, lockedSha256: frozen?.locked.files[file.path]?.sha256, signal });
    if (sha256 !== undefined) progress.set(file.path, "cache", file.bytes, file.bytes);
    return sha256;
  }

  /** The same, found out once, before anything is downloaded. */
  const here = onceByKey((path: string) => take(checkedFile(parts, path)));

  const fetched = onceByKey((path: string): Promise<string> => {
    const work = get(path).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  });

  async function get(path: string): Promise<string> {
    throwIfAborted(signal, "download");
    const file = checkedFile(parts, path);
    files.set(path, { path, bytes: file.bytes, sha256: (await here(path)) ?? (await download(file)) });
    return join(place.folder, ...path.split("/"));
  }

  async function download(file: ListedFile): Promise<string> {
    if (client === undefined) throw notHere(parts, file.path);
    const { path, lock } = await place.target(file);
    const expected = expectedOf(file, parts);
    const work = async (): Promise<string> => {
      // Whoever had the lock may have got it: another process, or this one for another path with the same bytes.
      const known = await take(file);
      if (known !== undefined) return known;
      const destination = incompleteFile(path, file.bytes, kindOf(expected.digest));
      let before: number | undefined;
      try {
        const sha256 = await downloadFile({
          path: file.path,
          expected,
          ask: (from, _validator, isSecondTry) => askFile(client, { repository, commit, file }, from, { isSecondTry, signal }),
          destination,
          onBytes(bytes) {
            if (before !== undefined && bytes > before) downloaded += bytes - before;
            before = bytes;
            progress.set(file.path, "network", bytes, file.bytes);
          },
          pauses,
          pause: (milliseconds) => pauseFor(milliseconds, signal),
          gaveUp: (broken) => brokenOff(parts, file.path, broken),
          signal,
        });
        if (sha256 === undefined) throw new NestvecError("FILE_MISSING", { file: file.path, where: repository });
        await place.put(file);
        return sha256;
      } finally {
        await destination.close();
      }
    };
    return withLock(lock, signal, work, path);
  }

  async function all(paths: readonly string[]): Promise<void> {
    const wanted = paths.map((path) => checkedFile(parts, path));
    const collision = collidingPaths([...new Set([...files.keys(), ...paths])]);
    if (collision !== undefined) throw refused(parts, `"${collision[0]}" and "${collision[1]}" are one file on some systems`);
    const needed = new Map<string, number>();
    for (const file of wanted) {
      if ((await here(file.path)) !== undefined || files.has(file.path)) continue;
      const { path } = await place.target(file);
      const [longest] = await leftoversOf(path);
      needed.set(path, file.bytes - Math.min(file.bytes, longest?.bytes ?? 0));
      progress.set(file.path, "network", 0, file.bytes);
    }
    const space = [...needed.values()].reduce((sum, bytes) => sum + bytes, 0);
    if (space > 0) await requireSpace(place.root, space);
    const waiting = [...paths];
    const worker = async (): Promise<void> => {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await fetched(path);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, paths.length) }, worker));
  }

  async function one(path: string): Promise<string> {
    await all([path]);
    return fetched(path);
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.allSettled(underWay);
  }

  return { one, all, stop, files, downloadedBytes: () => downloaded };
}

const notHere = ({ hub }: FetchingParts, path: string): NestvecError =>
  new NestvecError("HUB_UNREACHABLE", { hub, problem: `"${path}" is not on this machine, and the hub cannot be asked` });

/** The error of a download that the network or the server does not let end. */
function brokenOff({ hub }: FetchingParts, path: string, { bytes, cause }: BrokenDownload): NestvecError {
  const came = bytes === 0 ? `"${path}" does not come` : `"${path}" broke off after ${bytes.toLocaleString("en-US")} bytes, which are kept`;
  return unreachable(hub, `${came} (${cause.message})`, cause);
}

/** What the bytes of a file must be: by the lock file, of a frozen download, else by the hub's list. */
function expectedOf({ path, bytes, oid }: ListedFile, { frozen, hub }: FetchingParts): { bytes: number; digest: string; listedBy: string } {
  const locked = frozen?.locked.files[path];
  return locked === undefined ? { bytes, digest: oid, listedBy: hub } : { bytes, digest: locked.sha256, listedBy: frozen?.lockFile ?? "" };
}

function checkedFile(parts: FetchingParts, path: string): ListedFile {
  const { listing, repository, frozen } = parts;
  const file = listing.get(path);
  if (file === undefined) throw new NestvecError("FILE_MISSING", { file: path, where: repository });
  const problem = namingProblem(path);
  if (problem !== undefined) throw refused(parts, `it has the file ${JSON.stringify(path)}, and ${problem}`);
  if (frozen === undefined) return file;
  const locked = Object.hasOwn(frozen.locked.files, path) ? frozen.locked.files[path] : undefined;
  const differs = (what: string): NestvecError =>
    new NestvecError("LOCK_MISMATCH", { lockFile: frozen.lockFile, repository, problem: `"${path}" ${what}` });
  if (locked === undefined) throw differs("is not listed in it");
  if (locked.bytes !== file.bytes)
    throw differs(`has ${file.bytes.toLocaleString("en-US")} bytes, not ${locked.bytes.toLocaleString("en-US")}`);
  if (file.isLfs && locked.sha256 !== file.oid) throw differs("has another sha256");
  return file;
}

const refused = ({ hub, repository }: FetchingParts, problem: string): NestvecError =>
  new NestvecError("HUB_ANSWER_INVALID", { hub, repository, problem });
