import type { CascadeStep, Provenance } from "@nestvec/core";
import type { Candidate } from "../input/candidates.ts";
import type { CutChoice, FileChoice, ModelChoice, RowsChoice, TokenizeChoice } from "../options/shared-options.ts";
import { openRows, type Rows } from "../output/open-rows.ts";
import { oneLine, screenWidth } from "../output/text-table.ts";
import type { Context } from "../process/context.ts";

/** What `nestvec search` was asked for. */
export interface SearchChoice extends ModelChoice, CutChoice, TokenizeChoice, FileChoice, RowsChoice {
  readonly top: number;
  readonly candidateLayer?: number;
  /** False for `--no-candidate-prompt`. */
  readonly candidatePrompt?: string | false;
  readonly cascade?: readonly CascadeStep[];
  readonly allowCompatible?: true;
}

/** One candidate that was found. */
export interface Found extends Candidate {
  readonly index: number;
  readonly similarity: number;
}

export const missingFile = { argument: "--file", expected: "a file to search, or its lines piped in" };

/** Opens what candidates are printed to. */
export function openFound(
  choice: SearchChoice,
  { layer, dimension, space }: Pick<Provenance, "layer" | "dimension" | "space">,
  interruption: Context["interruption"],
): Rows<Found> {
  const textWidth = Math.max(20, screenWidth(process.stdout) - 24);
  return openRows<Found>(choice.format, interruption, {
    columns: [{ title: "similarity", align: "right" }, { title: "line", align: "right" }, { title: "text" }],
    cells: ({ similarity, line, id, text }) => [similarity.toFixed(4), String(line ?? ""), oneLine(text ?? String(id ?? ""), textWidth)],
    json: ({ index, line = null, id, similarity, text = null }) => ({ index, line, id, similarity, text, layer, dimension, space }),
  });
}
