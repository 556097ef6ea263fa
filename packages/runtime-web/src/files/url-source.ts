import { manifestPath, NestvecError, onceByKey, readManifest, type FileSource, type Manifest } from "@nestvec/core";
import { ConnectionError } from "@nestvec/core/download";
import type { BlobStore } from "./blob-store.ts";
import { download } from "./download.ts";
import { keptFile, sizeOfParts, sliceOfParts, type FileRecord } from "./kept-file.ts";
import type { ProgressTally } from "@nestvec/core";
import { bodyOf, refusals, remoteFile, request, type RemoteFile } from "./request.ts";

/** What the files of a URL need. */
export interface UrlSourceOptions {
  readonly store: BlobStore;
  readonly progress: ProgressTally;
  readonly signal?: AbortSignal | undefined;
}

/** Up to this, a file is downloaded for a slice of it. Graphs are, up to what core samples, since they are read in full anyway. */
const wholeBytes = 2 ** 20;
const wholeGraphBytes = 64 * 2 ** 20;

/**
 * The files of a model below a URL. What the manifest lists is taken from the store where it was kept, and never asked for again; other
 * files are used where the server says that they are the same, or cannot be reached. Each is downloaded once at a time.
 * @throws NestvecError from its functions: FILE_MISSING, FILE_NOT_READABLE, FILE_DIGEST_MISMATCH
 */
export function urlSource(base: URL, { store, progress, signal }: UrlSourceOptions): FileSource {
  const name = base.href;
  const signalled = signal === undefined ? {} : { signal };
  const urlOf = (path: string): string => {
    const url = new URL(path.split("/").map(encodeURIComponent).join("/"), base);
    url.search = base.search;
    return url.href;
  };
  const manifest = onceByKey(async (_path: typeof manifestPath) => readManifest(source));
  const listed = async (path: string): Promise<ReturnType<Manifest["get"]>> => (await manifest(manifestPath))?.get(path);
  /** Files that the server refused to give, and how: they are taken for absent, as far as the model can do without. */
  const refused = new Map<string, number>();
  /** Settings that were asked for to know whether they are there, until they are read. */
  const settings = new Map<string, Uint8Array>();
  const downloads = new Map<string, Promise<Uint8Array | undefined>>();
  const known = onceByKey(ask);
  const settingBytes = onceByKey(async (path: string) => {
    const bytes = await askAll(path);
    if (bytes !== undefined) settings.set(path, bytes);
    return bytes?.length;
  });

  /** What the server says of a file; undefined where there is none. Where it cannot be reached, what it said before. */
  async function ask(path: string): Promise<RemoteFile | undefined> {
    const kept = keptFile(store, urlOf(path));
    const record = await kept.record();
    try {
      // Some servers know no HEAD, or have signed the URL for GET alone.
      let response = await request(urlOf(path), path, { method: "HEAD", ...signalled }, [...refusals, 405, 501]);
      if (response?.ok === false) {
        response = await request(urlOf(path), path, { headers: { range: "bytes=0-0" }, ...signalled }, refusals);
        await response?.body?.cancel();
      }
      if (isRefused(path, response)) return undefined;
      if (response === undefined) {
        await kept.setRecord({ isWhole: false, isAbsent: true });
        return undefined;
      }
      const found = remoteFile(response);
      if (record === undefined || record.isAbsent === true || record.validator !== found.validator) {
        await kept.forget();
        await kept.setRecord({ isWhole: false, ...found });
      }
      return found;
    } catch (error) {
      if (error instanceof ConnectionError && record?.isAbsent === true) return undefined;
      if (error instanceof ConnectionError && record !== undefined) return { bytes: record.bytes, validator: record.validator };
      throw notReadable(path, error);
    }
  }

  /** Whether the server refused a file. What was kept of it stays: it may be given again. */
  function isRefused(path: string, response: Response | undefined): boolean {
    if (response === undefined || !refusals.includes(response.status)) return false;
    refused.set(path, response.status);
    return true;
  }

  /** A small file that no manifest lists: as it is now or, where the server cannot be reached, as it was. */
  async function askAll(path: string): Promise<Uint8Array | undefined> {
    const kept = keptFile(store, urlOf(path));
    try {
      const response = await request(urlOf(path), path, { cache: "no-cache", ...signalled }, refusals);
      if (isRefused(path, response)) {
        await response?.body?.cancel();
        return undefined;
      }
      const bytes = response === undefined ? undefined : await bodyOf(response);
      await kept.forget();
      if (bytes !== undefined) await kept.addPart(0, bytes);
      await kept.setRecord(bytes === undefined ? { isWhole: false, isAbsent: true } : { isWhole: true, bytes: bytes.length });
      return bytes;
    } catch (error) {
      const record = await kept.record();
      if (error instanceof ConnectionError && record?.isAbsent === true) return undefined;
      if (error instanceof ConnectionError && record?.isWhole === true) return sliceOfParts(await kept.parts(), 0, record.bytes ?? 0);
      throw notReadable(path, error);
    }
  }

  /** The parts of a file, where all of it is kept and it is still the one that is wanted. */
  async function wholeParts(path: string): Promise<readonly Blob[] | undefined> {
    const kept = keptFile(store, urlOf(path));
    const record = await kept.record();
    if (record?.isWhole !== true || !(await isCurrent(path, record))) return undefined;
    const parts = await kept.parts();
    // The browser may have thrown away what it needed the room of.
    return sizeOfParts(parts) === record.bytes ? parts : undefined;
  }

  async function isCurrent(path: string, record: FileRecord): Promise<boolean> {
    const file = await listed(path);
    if (file !== undefined) return record.sha256 === file.sha256;
    const now = await known(path);
    return now?.validator !== undefined && now.validator === record.validator;
  }

  async function fromStoreOrNetwork(path: string): Promise<Uint8Array | undefined> {
    const parts = await wholeParts(path);
    if (parts !== undefined) {
      const bytes = sizeOfParts(parts);
      progress.set(path, "cache", bytes, bytes);
      return sliceOfParts(parts, 0, bytes);
    }
    const url = urlOf(path);
    return download({ url, path, listed: await listed(path), kept: keptFile(store, url), progress, signal });
  }

  /** Whether a file is a setting, looked at once when a model is opened, rather than one that the manifest would list. */
  const isSetting = async (path: string): Promise<boolean> =>
    path.endsWith(".json") && (path === manifestPath || (await listed(path)) === undefined);

  async function read(path: string): Promise<Uint8Array> {
    const asked = settings.get(path);
    settings.delete(path);
    const bytes =
      asked ??
      (await ((await isSetting(path))
        ? askAll(path)
        : once(downloads, path, (wanted) => alone(urlOf(wanted), () => fromStoreOrNetwork(wanted)))));
    if (bytes === undefined) throw missing(path);
    return bytes;
  }

  function missing(file: string): NestvecError {
    const status = refused.get(file);
    return new NestvecError("FILE_MISSING", { file, where: status === undefined ? name : `${name} (the server answered ${status})` });
  }

  async function size(path: string): Promise<number | undefined> {
    if (path === manifestPath) return settingBytes(path);
    const file = await listed(path);
    if (file !== undefined) return file.bytes;
    const files = await manifest(manifestPath);
    if (files !== undefined && (listsSettings(files) || !path.endsWith(".json"))) return undefined;
    if (path.endsWith(".json")) return settingBytes(path);
    const found = await known(path);
    return found === undefined ? undefined : (found.bytes ?? (await read(path)).length);
  }

  async function readSlice(path: string, start: number, end: number): Promise<Uint8Array> {
    const parts = await wholeParts(path);
    if (parts !== undefined) return sliceOfParts(parts, start, end);
    const bytes = await size(path);
    if (bytes === undefined) throw missing(path);
    if (bytes <= (path.endsWith(".onnx") ? wholeGraphBytes : wholeBytes)) return (await read(path)).subarray(start, end);
    const key = `${urlOf(path)} ${(await known(path))?.validator} ${start}-${end}`;
    const earlier = await store.get(key);
    if (earlier !== undefined) return new Uint8Array(await earlier.arrayBuffer());
    try {
      const response = await request(urlOf(path), path, { headers: { range: `bytes=${start}-${end - 1}` }, ...signalled });
      if (response?.status === 206) {
        const slice = await bodyOf(response);
        await store.put(key, new Blob([slice]));
        return slice;
      }
      await response?.body?.cancel();
    } catch (error) {
      throw notReadable(path, error);
    }
    // A server that gives no parts.
    return (await read(path)).subarray(start, end);
  }

  /** Only a manifest says what there is: it lists all graphs and weights. */
  const list = async (): Promise<readonly string[] | undefined> => {
    const files = await manifest(manifestPath);
    return files === undefined ? undefined : [...files.keys()];
  };

  const source: FileSource = { name, size, read, readSlice, list };
  return source;
}

/** Whether a manifest lists settings besides the tokenizer: then it lists all that there are. Each lists all graphs and weights. */
const listsSettings = (files: Manifest): boolean => [...files.keys()].some((path) => /(^|\/)(?!tokenizer\.json$)[^/]+\.json$/.test(path));

/** Work that no other tab of the site does at once: the second one finds in the store what the first has downloaded. */
async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  // Absent on pages without https, whose store is their own, and outside browsers.
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks === undefined ? work() : locks.request(`nestvec ${url}`, work);
}

/** Work for a key, shared by all who ask while it is under way. */
function once<T>(underWay: Map<string, Promise<T>>, key: string, work: (key: string) => Promise<T>): Promise<T> {
  const known = underWay.get(key);
  if (known !== undefined) return known;
  const mine = work(key).finally(() => underWay.delete(key));
  underWay.set(key, mine);
  return mine;
}

const notReadable = (file: string, error: unknown): unknown =>
  error instanceof ConnectionError ? new NestvecError("FILE_NOT_READABLE", { file, problem: error.message }, { cause: error }) : error;
