import { terminalBar } from "./terminal-bar.ts";

/** Tells how far long work is. */
export interface Progress {
  update(done: { readonly bytes: number; readonly texts: number }): void;
  /** Takes the bar away. Must be called, however the work ends. */
  stop(): void;
}

/** What the bar needs to know. */
export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  /** Bytes to read in all, where that is known: with it there is a bar and a time left, without it a count and a rate. */
  readonly totalBytes: number | undefined;
  /** Work that takes less shows nothing. Default 1000. */
  readonly delayMilliseconds?: number;
}

/** A bar with rate and time left, for terminals only. */
export function startProgress(options: ProgressOptions): Progress {
  if (!options.stream.isTTY) return { update: () => undefined, stop: () => undefined };
  const delay = options.delayMilliseconds ?? 1000;
  const started = performance.now();
  const bar = terminalBar(
    options.stream,
    options.totalBytes === undefined
      ? "{texts} texts | {rate} texts/s"
      : "{bar} {percentage}% | {texts} texts | {rate} texts/s | {left} left",
  );
  let shown = false;
  return {
    update: ({ bytes, texts }) => {
      const seconds = (performance.now() - started) / 1000;
      if (seconds * 1000 < delay) return;
      const total = options.totalBytes ?? 0;
      const left = duration((seconds / Math.max(1, bytes)) * Math.max(0, total - bytes));
      const payload = { texts: texts.toLocaleString("en-US"), rate: (texts / seconds).toFixed(texts / seconds < 10 ? 1 : 0), left };
      if (!shown) bar.start(total, bytes, payload);
      else bar.update(bytes, payload);
      shown = true;
    },
    stop: () => bar.stop(),
  };
}

/** A time as people say it: 5s, 2m 05s, 3h 20m. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${twoDigits(Math.floor((whole % 3600) / 60))}m`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
