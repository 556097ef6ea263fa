import type { Context } from "../process/context.ts";
import type { CutChoice, ModelChoice, ReportChoice, TokenizeChoice } from "../options/shared-options.ts";
import { argumentPlace } from "../input/texts.ts";
import { cutOptions, tokenizeOptions, withModel } from "./with-model.ts";
import { withPlaceOf } from "./locate-error.ts";
import { noteTruncated } from "./notes.ts";
import { nameValueTable, printReport } from "./print.ts";

/** What `nestvec similarity` was asked for. */
export interface SimilarityChoice extends ModelChoice, CutChoice, TokenizeChoice, ReportChoice {}

/** Prints how alike two texts are. */
export async function similarity(left: string, right: string, choice: SimilarityChoice, context: Context): Promise<void> {
  await withModel(choice, context.interruption.signal, async (embedder) => {
    const { signal } = context.interruption;
    const options = { ...cutOptions(choice), ...tokenizeOptions(choice), signal };
    const result = await withPlaceOf({ placeOf: argumentPlace }, () => embedder.similarity(left, right, options));
    await printReport(
      choice.format,
      result,
      () =>
        nameValueTable([
          ["similarity", result.similarity.toFixed(4)],
          ["layer", String(result.layer)],
          ["dimension", String(result.dimension)],
          ["tokens", result.tokens.join(" and ")],
          ["milliseconds", result.milliseconds.toFixed(1)],
          ["space", result.space],
        ]),
      context,
    );
    noteTruncated(result.truncated.filter(Boolean).length, 2);
  });
}
