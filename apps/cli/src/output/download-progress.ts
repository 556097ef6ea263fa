import type { LoadProgress } from "@nestvec/core";
import { duration } from "./progress.ts";
import { terminalBar } from "./terminal-bar.ts";

/** Tells how far a download is. */
export interface DownloadProgress {
  update(progress: LoadProgress): void;
  /** Takes the bar away. Must be called, however the work ends. */
  stop(): void;
}

/** A bar of all files, with the one that comes and its own share; for terminals only. Shows nothing of files that are here already. */
export function startDownloadProgress(stream: NodeJS.WriteStream): DownloadProgress {
  if (!stream.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = terminalBar(stream, "{bar} {percentage}% | {came} of {all} MB | {rate} MB/s | {left} left | {file} {share}%");
  let started: { readonly at: number; readonly bytes: number } | undefined;
  return {
    update: ({ file, fileBytes, fileTotalBytes, from, bytes, totalBytes }) => {
      if (from !== "network") return;
      const isFirst = started === undefined;
      started ??= { at: performance.now(), bytes };
      const rate = (bytes - started.bytes) / Math.max(0.001, (performance.now() - started.at) / 1000);
      const payload = {
        came: megabytes(bytes),
        all: megabytes(totalBytes),
        rate: megabytes(rate),
        left: rate === 0 ? "?" : duration((totalBytes - bytes) / rate),
        file,
        share: Math.floor((100 * fileBytes) / Math.max(1, fileTotalBytes ?? fileBytes)),
      };
      if (isFirst) bar.start(totalBytes, bytes, payload);
      bar.setTotal(totalBytes);
      bar.update(bytes, payload);
    },
    stop: () => bar.stop(),
  };
}

/** Bytes as megabytes, with a digit after the point where they are few. */
export const megabytes = (bytes: number): string =>
  bytes < 9.95e6 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6).toLocaleString("en-US");
