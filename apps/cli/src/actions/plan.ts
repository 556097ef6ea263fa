import { planAmong, type PlanOptions } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { nameValueTable, printReport } from "./print.ts";
import { warnBusy } from "./notes.ts";
import { given, withModels } from "./with-model.ts";

/** What `nestvec plan` was asked for. */
export interface PlanChoice extends ModelChoice, ReportChoice, PlanOptions {
  /** Other forms of the model. */
  readonly also?: readonly string[];
}

/** Prints the chosen cut. */
export async function plan(choice: PlanChoice, context: Context): Promise<void> {
  const { minQuality, maxMilliseconds, tokens, table, also = [] } = choice;
  const options: PlanOptions = given({ minQuality, maxMilliseconds, tokens, table });
  const models = [choice.model, ...also];
  const { signal } = context.interruption;
  await withModels(
    models.map((model) => ({ ...choice, model })),
    signal,
    async (embedders) => {
      const { embedder, ...chosen } = await planAmong(embedders, { ...options, signal });
      // One model alone needs no name.
      const model = also.length === 0 ? undefined : models[embedders.indexOf(embedder)];
      await printReport(
        choice.format,
        { ...given({ model }), ...chosen },
        (answer) =>
          nameValueTable([
            ...(model === undefined ? [] : [["model", model] as const]),
            ["layer", String(answer.layer)],
            ["dimension", String(answer.dimension)],
            ["quality", answer.table === undefined ? "not known: the model has no quality.json" : `${answer.quality} (${answer.table})`],
            [
              "milliseconds",
              `${answer.milliseconds?.toFixed(1) ?? "not measured; see nestvec calibrate"} (one text of ${answer.tokens} tokens)`,
            ],
            ["bytes a vector", String(answer.bytes)],
            ["use it", `${model === undefined ? "" : `--model ${model} `}--layer ${answer.layer} --dimension ${answer.dimension}`],
          ]),
        context,
      );
      warnBusy(chosen);
    },
  );
}
