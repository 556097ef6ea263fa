import type { ModelInfo } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { styleTitles, textTable } from "../output/text-table.ts";
import { printReport } from "./print.ts";
import { withModel } from "./with-model.ts";

/** One exit that the model's files name. */
interface Layer {
  readonly layer: number;
  readonly present: boolean;
  readonly graph: string | null;
  readonly space: string | null;
  /** What is wrong with its files, where something is. */
  readonly problem: string | null;
}

/** Prints the exits of a model: those that are there, and those that its files only list. */
export async function layers(choice: ModelChoice & ReportChoice, context: Context): Promise<void> {
  await withModel(choice, context.interruption.signal, async (embedder) =>
    printReport(choice.format, layersOf(await embedder.info()), describe, context),
  );
}

function layersOf({ exits, missingLayers }: ModelInfo): readonly Layer[] {
  const present = exits.map(({ layer, graph, space, problem = null }) => ({ layer, present: true, graph, space, problem }));
  const missing = missingLayers.map((layer) => ({ layer, present: false, graph: null, space: null, problem: null }));
  return [...present, ...missing].toSorted((left, right) => left.layer - right.layer);
}

function describe(rows: readonly Layer[]): string {
  return textTable(
    [{ title: "layer", align: "right" }, { title: "files" }, { title: "graph" }, { title: "space" }],
    rows.map(({ layer, present, graph, space, problem }) => [
      String(layer),
      filesOf(present, problem),
      graph ?? "-",
      space ?? problem ?? "-",
    ]),
    { title: styleTitles(process.stdout) },
  );
}

function filesOf(present: boolean, problem: string | null): string {
  if (!present) return "missing";
  return problem === null ? "there" : "damaged";
}
