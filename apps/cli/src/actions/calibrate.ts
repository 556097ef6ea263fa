import type { Calibration } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { styleTitles, textTable } from "../output/text-table.ts";
import { printReport } from "./print.ts";
import { warnBusy } from "./notes.ts";
import { withModel } from "./with-model.ts";

/** Measures this machine and prints what was measured. */
export async function calibrate(choice: ModelChoice & ReportChoice, context: Context): Promise<void> {
  await withModel(choice, context.interruption.signal, async (embedder) => {
    if (process.stderr.isTTY) process.stderr.write("Measuring, 10 seconds at most.\n");
    const { signal } = context.interruption;
    const calibration = await embedder.calibrate({ signal });
    await printReport(choice.format, calibration, describe, context);
    warnBusy(calibration);
  });
}

function describe({ exits, machine, kept, notKeptReason }: Calibration): string {
  const lengths = [...new Set(exits.flatMap(({ tokens }) => tokens))].toSorted((left, right) => left - right);
  const rows = exits.map(({ layer, tokens, milliseconds }) => [
    String(layer),
    ...lengths.map((length) => milliseconds[tokens.indexOf(length)]?.toFixed(1) ?? "-"),
  ]);
  const columns = ["layer", ...lengths.map((length) => `${length} tokens`)].map((title) => ({ title, align: "right" as const }));
  const where = kept ? "Kept for nestvec plan." : `Not kept: ${notKeptReason ?? "unknown reason"}.`;
  return `Milliseconds of one text, by layer and length\n\n${textTable(columns, rows, { title: styleTitles(process.stdout) })}\n${machine}\n${where}\n`;
}
