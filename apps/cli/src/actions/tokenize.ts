import type { TokenizedText } from "@nestvec/core";
import type { RowId } from "@nestvec/records";
import type { Context } from "../process/context.ts";
import type { FileChoice, ModelChoice, RowsChoice, TokenizeChoice } from "../options/shared-options.ts";
import { batchesOf } from "../input/batches.ts";
import { openTexts } from "../input/texts.ts";
import { openRows } from "../output/open-rows.ts";
import { oneLine } from "../output/text-table.ts";
import { tokenizeOptions, withModel } from "./with-model.ts";
import { withPlaceOf } from "./locate-error.ts";
import { noteTruncated } from "./notes.ts";

/** What `nestvec tokenize` was asked for. */
export interface TokenizeRequest extends ModelChoice, TokenizeChoice, FileChoice, RowsChoice {}

/** One text and its tokens. */
interface TokenizedRow extends TokenizedText {
  readonly index: number;
  readonly id: RowId | undefined;
  readonly text: string;
}

/** Prints texts as the model reads them, batch by batch. */
export async function tokenize(texts: readonly string[], choice: TokenizeRequest, { interruption }: Context): Promise<void> {
  const source = await openTexts({ ...choice, texts }, interruption.signal);
  await withModel(choice, interruption.signal, async (embedder) => {
    const rows = openRows<TokenizedRow>(choice.format, interruption, {
      columns: [
        { title: "index", align: "right", width: 7 },
        { title: "tokens", align: "right", width: 6 },
        { title: "truncated", width: 9 },
        { title: "pieces" },
      ],
      cells: ({ index, pieces, truncated }) => [
        String(index),
        String(pieces.length),
        truncated ? "yes" : "no",
        oneLine(pieces.join(" "), 2000),
      ],
      json: ({ index, id, text, ids, pieces, truncated }) => ({ index, id, text, ids: [...ids], pieces, truncated }),
    });
    let count = 0;
    let truncated = 0;
    for await (const batch of batchesOf(source.groups)) {
      const tokenized = await withPlaceOf(batch, () => embedder.tokenize(batch.texts, tokenizeOptions(choice)));
      await rows.write(
        tokenized.map((row, place) => ({
          ...row,
          index: batch.firstIndex + place,
          id: batch.ids?.[place],
          text: batch.texts[place] ?? "",
        })),
      );
      count += tokenized.length;
      truncated += tokenized.filter((row) => row.truncated).length;
    }
    await rows.end();
    noteTruncated(truncated, count);
  });
}
