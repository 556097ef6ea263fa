import type { ModelInfo, ProjectionInfo } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { nameValueTable, printReport } from "./print.ts";
import { withModel } from "./with-model.ts";

/** Prints what is known of a model. */
export async function info(choice: ModelChoice & ReportChoice, context: Context): Promise<void> {
  await withModel(choice, context.interruption.signal, async (embedder) =>
    printReport(choice.format, await embedder.info(), describe, context),
  );
}

const afterPooling = ({ modules, appliedBy }: ProjectionInfo): string =>
  `${modules.join("; ")} (${appliedBy === "graph" ? "in the graph" : "with the weights of their own files"})`;

function describe(model: ModelInfo): string {
  const prompts = Object.entries(model.prompts).map(
    ([name, text]) => `${name}${name === model.defaultPrompt ? " (default)" : ""}: ${JSON.stringify(text)}`,
  );
  return nameValueTable([
    ["model", model.name],
    ["files", model.source],
    ["identity", model.identity],
    ["graphs", model.exits.map((exit) => exit.graph).join("\n")],
    ["layers", model.exits.map((exit) => exit.layer).join(", ")],
    ...(model.missingLayers.length === 0 ? [] : [["missing layers", model.missingLayers.join(", ")] as const]),
    [
      "dimensions",
      model.dimensions === undefined ? `any from 1 to ${model.width}` : `${model.dimensions.join(", ")} (${model.dimensionsFrom})`,
    ],
    ["width", String(model.width)],
    ["spaces", model.sharedSpace ? "one: vectors of all layers can be compared" : "one a layer: only vectors of one layer can be compared"],
    ["longest text", `${model.maxTokens.toLocaleString("en-US")} tokens (${model.maxTokensFrom})`],
    ["pooling", poolingText(model.pooling)],
    ...(model.projection === null ? [] : [["after pooling", afterPooling(model.projection)] as const]),
    ["vocabulary", `${model.vocabularySize.toLocaleString("en-US")} pieces`],
    ["prompts", prompts.length === 0 ? "none" : [...prompts, `(${model.promptsFrom})`].join("\n")],
    ...(model.tasks === undefined ? [] : [["tasks", model.tasks.join(", ")] as const]),
    ["runtime", model.runtime],
    ...(model.notes.length === 0 ? [] : [["notes", model.notes.join("\n")] as const]),
  ]);
}

function poolingText({ pooling, from, includesPrompt = true }: ModelInfo["pooling"]): string {
  const modes = [pooling ?? "unknown"].flat().join(" and ");
  return `${pooling === "in_graph" ? "in the graph" : modes}${includesPrompt ? "" : ", prompts left out"} (${from})`;
}
