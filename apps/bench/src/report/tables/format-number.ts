/**
 * A number with so many digits after the point, or as a power of ten where those would all be 0; nothing for what is no number.
 * Whole numbers have none. `least`: digits that stay where they are 0.
 */
export function formatNumber(value: number, digits: number, least: number = digits): string {
  if (Number.isNaN(value)) return "";
  if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits) return value.toExponential(1);
  return value.toLocaleString("en-US", { minimumFractionDigits: Number.isInteger(value) ? 0 : least, maximumFractionDigits: digits });
}

/** A number in three digits or all before its point: `0.912`, `4.30`, `61.2`, `1,204`. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A part of one as per cent: `61 %`. */
export const formatShare = (part: number): string => `${Math.round(part * 100)} %`;
