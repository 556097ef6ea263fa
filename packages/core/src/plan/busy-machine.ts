/** The part of all cores, 0 to 1, beyond which others take time from what is measured. */
export const busyShare = 0.15;

/** What is to be said of a measurement during which others used so much of the cores; undefined where that is little. */
export function busyMachine(share: number): string | undefined {
  if (!(share > busyShare)) return undefined;
  return `Other work used ${(100 * share).toFixed(0)} % of the cores during the measurement, so these times are longer than on a quiet machine. They are not kept; calibrate again when it is quiet.`;
}
