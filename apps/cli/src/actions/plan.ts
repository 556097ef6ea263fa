import type { PlanOptions } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { nameValueTable, printReport } from "./print.ts";
import { warnBusy } from "./notes.ts";
import { given, withModel } from "./with-model.ts";

/** What `nestvec plan` was asked for. */
export interface PlanChoice extends ModelChoice, ReportChoice, PlanOptions {}

/** Prints the chosen cut. */
export async function plan(choice: PlanChoice, context: Context): Promise<void> {
  const { minQuality, maxMilliseconds, tokens, table } = choice;
  const options: PlanOptions = given({ minQuality, maxMilliseconds, tokens, table });
  await withModel(choice, context.interruption.signal, async (embedder) => {
    const answer = await embedder.plan({ ...options, signal: context.interruption.signal });
    await printReport(
      choice.format,
      answer,
      (chosen) =>
        nameValueTable([
          ["layer", String(chosen.layer)],
          ["dimension", String(chosen.dimension)],
          ["quality", chosen.table === undefined ? "not known: the model has no quality.json" : `${chosen.quality} (${chosen.table})`],
          [
            "milliseconds",
            `${chosen.milliseconds?.toFixed(1) ?? "not measured; see nestvec calibrate"} (one text of ${chosen.tokens} tokens)`,
          ],
          ["bytes a vector", String(chosen.bytes)],
          ["use it", `--layer ${chosen.layer} --dimension ${chosen.dimension}`],
        ]),
      context,
    );
    warnBusy(answer);
  });
}
