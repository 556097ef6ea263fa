import { NestvecError } from "@nestvec/core";
import type { DownloadDestination } from "@nestvec/core/download";
import { sha256 } from "../platform/web-platform.ts";
import { sizeOfParts, sliceOfParts, type FileRecord, type KeptFile } from "./kept-file.ts";

/** Small enough that little is lost with a closed tab, large enough that a gigabyte is a few hundred. */
const partBytes = 4 * 2 ** 20;

/**
 * One piece of memory that a file is downloaded into, and kept in parts as it comes. `listed` is what the manifest says.
 * @throws NestvecError FILE_NOT_READABLE from its functions, where there is no memory for it
 */
export function downloadBuffer(
  path: string,
  kept: KeptFile,
  listed: { readonly sha256: string } | undefined,
): DownloadDestination<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array();
  let filled = 0;
  let inParts = 0;
  let parts = 0;
  let record: FileRecord = { isWhole: false };
  let isTaken = false;

  /** Takes in what is kept, once: from then on it is here. */
  async function beginning(): Promise<{ bytes: number; validator: string | undefined }> {
    if (isTaken) return { bytes: filled, validator: record.validator };
    isTaken = true;
    const earlier = await kept.record();
    const blobs = earlier !== undefined && isOfUse(earlier, listed) ? await kept.parts() : [];
    filled = sizeOfParts(blobs);
    inParts = filled;
    parts = blobs.length;
    if (filled > 0) bytes = await sliceOfParts(blobs, 0, filled);
    if (earlier !== undefined && filled > 0) record = earlier;
    return { bytes: filled, validator: record.validator };
  }

  /** Has room for so many bytes. */
  function grow(size: number): void {
    if (size <= bytes.length) return;
    const larger = room(path, size);
    larger.set(bytes.subarray(0, filled));
    bytes = larger;
  }

  async function flush(): Promise<void> {
    if (filled === inParts) return;
    await kept.addPart(parts, bytes.slice(inParts, filled));
    parts += 1;
    inParts = filled;
  }

  return {
    beginning,
    async forget() {
      await kept.forget();
      filled = 0;
      inParts = 0;
      parts = 0;
    },
    async start({ total, validator }) {
      record = {
        isWhole: false,
        ...(total === undefined ? {} : { bytes: total }),
        ...(validator === undefined ? {} : { validator }),
        ...(listed === undefined ? {} : { sha256: listed.sha256 }),
      };
      await kept.setRecord(record);
      grow(total ?? 0);
    },
    async append(chunk) {
      if (filled + chunk.length > bytes.length) grow(Math.max(2 * bytes.length, filled + chunk.length));
      bytes.set(chunk, filled);
      filled += chunk.length;
      if (filled - inParts >= partBytes) await flush();
    },
    flush,
    digest: () => sha256(bytes.subarray(0, filled)),
    async finish() {
      await kept.setRecord({ ...record, isWhole: true, bytes: filled });
      return filled === bytes.length ? bytes : bytes.slice(0, filled);
    },
  };
}

/** Whether what was kept before can be the beginning of the file that is wanted now. */
const isOfUse = (earlier: FileRecord, listed: { readonly sha256: string } | undefined): boolean =>
  earlier.isAbsent !== true &&
  !earlier.isWhole &&
  (listed === undefined ? earlier.validator !== undefined : earlier.sha256 === listed.sha256);

/** Browsers bound how long one piece of memory may be. */
function room(file: string, bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new NestvecError(
      "FILE_NOT_READABLE",
      { file, problem: `the browser has no memory for ${bytes.toLocaleString("en-US")} bytes` },
      { cause },
    );
  }
}
