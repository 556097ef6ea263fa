const whole = new Intl.NumberFormat("en");
const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 1234 → "1,234". */
export const inDigits = (count: number): string => whole.format(count);

/** Bytes to read: "512 B", "1.5 kB", "26.4 MB", in powers of 1000. */
export function inBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${one.format(bytes / 1e3)} kB` : `${one.format(bytes / 1e6)} MB`;
}

/** Milliseconds to read: "0.42 ms", "3.1 ms", "215 ms". */
export function inMilliseconds(milliseconds: number): string {
  if (milliseconds < 1) return `${milliseconds.toFixed(2)} ms`;
  return milliseconds < 100 ? `${one.format(milliseconds)} ms` : `${whole.format(Math.round(milliseconds))} ms`;
}

/** A duration to read: "8 s", "2 min 5 s". */
export function inDuration(seconds: number): string {
  const rounded = Math.max(1, Math.round(seconds));
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** "1 text", "2 texts". */
export const counted = (count: number, noun: string): string => `${inDigits(count)} ${noun}${count === 1 ? "" : "s"}`;
