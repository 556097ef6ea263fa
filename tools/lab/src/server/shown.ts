/** A number for a table. */
export const shown = (value: number, digits: number = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : "-");
