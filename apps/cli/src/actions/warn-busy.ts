/** Says on standard error that a measurement was made on a busy machine, where it was. */
export function warnBusy({ busy }: { readonly busy?: string }): void {
  if (busy !== undefined) process.stderr.write(`nestvec: ${busy}\n`);
}
