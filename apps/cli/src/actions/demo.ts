import type { ModelInfo } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { ModelChoice } from "../options/shared-options.ts";
import { standardOutput } from "../output/standard-output.ts";
import { type CutResult, demoCuts, tryCuts } from "./demo-cuts.ts";
import { sentences } from "./demo-sentences.ts";
import { demoTable, demoVerdict } from "./demo-table.ts";
import { withModel } from "./with-model.ts";

/** Embeds related and unrelated sentences at several cuts and prints one table of what came of it. */
export async function demo(choice: ModelChoice, { interruption }: Context): Promise<void> {
  await withModel(choice, interruption.signal, async (embedder) => {
    const info = await embedder.info();
    const results = await tryCuts(embedder, demoCuts(info), interruption.signal);
    await standardOutput(interruption).write([...before(info), demoTable(results), ...after(info, results), ""].join("\n"));
  });
}

function before({ name }: ModelInfo): readonly string[] {
  return [
    `The model ${name} read ${sentences.length} sentences. Each column is one cut: leave the`,
    "model after so many layers, keep so many numbers (the dimension). Values are",
    "cosines: 1 is the same meaning, 0 nothing in common.",
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
    "A shallower layer takes less time; a smaller dimension takes less storage.",
    sharedSpace
      ? "All layers share one space: they can be compared with each other."
      : "Each layer has a space of its own: compare only vectors of the same layer.",
    "",
    "Try next:",
    `  ${nestvec} similarity "a cat" "a kitten" --layer ${layer} --dimension ${dimension}`,
    `  ${nestvec} embed "any text of yours" --dimension ${dimension}`,
    `  ${nestvec} playground  # cuts in the browser`,
    `  ${nestvec} info`,
    `  ${nestvec} --help`,
  ];
}
