import type { ModelInfo } from "@nestvec/core";
import type { Context } from "../commands/context.ts";
import type { ModelChoice } from "../commands/shared-options.ts";
import { standardOutput } from "../output/standard-output.ts";
import { demoCuts } from "./demo-cuts.ts";
import { sentences } from "./demo-sentences.ts";
import { demoTable, demoVerdict } from "./demo-table.ts";
import { type CutResult, tryCuts } from "./try-cuts.ts";
import { withModel } from "./with-model.ts";

/** Embeds related and unrelated sentences at several cuts and prints one table of what came of it. */
export async function demo(choice: ModelChoice, { interruption }: Context): Promise<void> {
  await withModel(choice, async (embedder) => {
    const info = await embedder.info();
    const results = await tryCuts(embedder, demoCuts(info), interruption.signal);
    await standardOutput(interruption).write([...before(info), demoTable(results), ...after(info, results), ""].join("\n"));
  });
}

function before({ name }: ModelInfo): readonly string[] {
  return [
    `The model ${name} read ${sentences.length} sentences. Each column is one cut: leave after so many layers,`,
    "keep so many numbers (dim). Values are cosines: 1 is the same meaning, 0 nothing in common.",
    "",
  ];
}

function after({ sharedSpace }: ModelInfo, results: readonly CutResult[]): readonly string[] {
  // As it is typed in a checkout, where npm started this, or installed.
  const nestvec = process.env["npm_package_name"] === "nestvec-workspace" ? "npm run -s nestvec --" : "nestvec";
  const { layer, dimension } = results.at(-2) ?? results[0] ?? { layer: 1, dimension: 1 };
  return [
    demoVerdict(results),
    "",
    "Leaving the model at a shallower layer takes less time; keeping fewer numbers takes less storage.",
    sharedSpace
      ? "All layers share one space: a query from a shallow layer finds what was stored from a deep one."
      : "Each layer has a space of its own: compare only vectors of the same layer.",
    "",
    "Try next:",
    `  ${nestvec} similarity "a cat on a mat" "a kitten on a rug" --layer ${layer} --dimension ${dimension}`,
    `  ${nestvec} embed "any text of yours" --dimension ${dimension} --format jsonl`,
    `  ${nestvec} info`,
    `  ${nestvec} --help`,
  ];
}
