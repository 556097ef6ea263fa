import { NestvecError, type EmbedOptions } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import type { CutChoice, FileChoice, ModelChoice, TokenizeChoice } from "../options/shared-options.ts";
import { batchesOf } from "../input/batches.ts";
import { openTexts } from "../input/texts.ts";
import { openFormat, type Format } from "../output/open-format.ts";
import { startProgress } from "../output/progress.ts";
import { cutOptions, tokenizeOptions, withModel } from "./with-model.ts";
import { withPlaceOf } from "./locate-error.ts";
import { summary } from "./notes.ts";

/** What `nestvec embed` was asked for. */
export interface EmbedChoice extends ModelChoice, CutChoice, TokenizeChoice, FileChoice {
  readonly format?: Format;
  readonly output?: string;
  readonly normalize: boolean;
  readonly quiet?: boolean;
}

/** Embeds texts as they come, batch by batch, and writes each batch before the next: memory does not grow with the input. */
export async function embed(texts: readonly string[], choice: EmbedChoice, { interruption }: Context): Promise<void> {
  const { signal } = interruption;
  const source = await openTexts({ ...choice, texts }, signal);
  const options: EmbedOptions = { ...cutOptions(choice), ...tokenizeOptions(choice), normalize: choice.normalize, signal };
  await withModel(choice, signal, async (embedder) => {
    // With no texts at all, this is what still checks the cut, and tells npy its dimension.
    const nothing = await embedder.embed([], options);
    const { name } = await embedder.info();
    const output = await openFormat(choice, name, interruption);
    const onScreen = (choice.output ?? "-") === "-" && process.stdout.isTTY;
    const started = performance.now();
    const progress = onScreen ? undefined : startProgress({ stream: process.stderr, totalBytes: source.bytes });
    let count = 0;
    let truncated = 0;
    try {
      await output.write({ firstIndex: 0, texts: [], embeddings: nothing });
      for await (const batch of batchesOf(source.groups)) {
        const embeddings = await withPlaceOf(batch, () => embedder.embed(batch.texts, options));
        await output.write({ firstIndex: batch.firstIndex, texts: batch.texts, ids: batch.ids, embeddings });
        count += batch.texts.length;
        truncated += embeddings.truncated.filter(Boolean).length;
        progress?.update({ bytes: batch.bytesRead, texts: count });
        if (signal.aborted) throw new NestvecError("ABORTED", { what: "embedding" }, { cause: signal.reason });
      }
      await output.finish();
    } catch (error) {
      await output.discard();
      throw error;
    } finally {
      progress?.stop();
    }
    if (choice.quiet === true) return;
    const { layer, dimension, space } = nothing;
    process.stderr.write(summary({ count, truncated, seconds: (performance.now() - started) / 1000, layer, dimension, space }));
  });
}
