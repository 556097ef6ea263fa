/** Where a part of a file begins, and the bytes of the whole. */
export interface ContentRange {
  readonly start: number;
  readonly total: number | undefined;
}

/**
 * Reads the header `Content-Range`, such as `bytes 100-199/1000`; undefined where it is not there or not of bytes.
 * @example
 * ```ts
 * import { contentRange } from "@nestvec/core/download";
 *
 * console.log(contentRange("bytes 100-199/1000")); // → { start: 100, total: 1000 }
 * ```
 */
export function contentRange(header: string | null | undefined): ContentRange | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? "") ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), total: total === "*" ? undefined : Number(total) };
}

/**
 * Reads the header `Retry-After`, a number of seconds or a date, as milliseconds from `now`, those of `Date.now()`.
 * @example
 * ```ts
 * import { retryAfterMilliseconds } from "@nestvec/core/download";
 *
 * console.log(retryAfterMilliseconds("120", Date.now())); // → 120000
 * ```
 */
export function retryAfterMilliseconds(header: string | null | undefined, now: number): number | undefined {
  const text = (header ?? "").trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = text === "" ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
