import { NestvecError, type Embedder, type Embeddings, type EmbedOptions } from "@nestvec/core";
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
  readonly layers?: readonly number[] | "all";
  readonly format?: Format;
  readonly output?: string;
  readonly normalize: boolean;
  readonly quiet?: boolean;
}

/** Embeds texts as they come, batch by batch, and writes each batch before the next: memory does not grow with the input. */
export async function embed(texts: readonly string[], choice: EmbedChoice, { interruption }: Context): Promise<void> {
  const { signal } = interruption;
  requireOneWay(choice);
  const source = await openTexts({ ...choice, texts }, signal);
  const options: EmbedOptions = { ...cutOptions(choice), ...tokenizeOptions(choice), normalize: choice.normalize, signal };
  await withModel(choice, signal, async (embedder) => {
    const layers = await chosenLayers(embedder, choice);
    const embedAll = exitsOf(embedder, layers, options);
    // With no texts at all, this is what still checks the cut, and tells npy its dimension.
    const nothing = await embedAll([]);
    const { name } = await embedder.info();
    const output = await openFormat(choice, { model: name, layers }, interruption);
    const onScreen = (choice.output ?? "-") === "-" && process.stdout.isTTY;
    const started = performance.now();
    const progress = onScreen ? undefined : startProgress({ stream: process.stderr, totalBytes: source.bytes });
    let count = 0;
    let truncated = 0;
    try {
      await output.write({ firstIndex: 0, texts: [], exits: nothing });
      for await (const batch of batchesOf(source.groups)) {
        const exits = await withPlaceOf(batch, () => embedAll(batch.texts));
        await output.write({ firstIndex: batch.firstIndex, texts: batch.texts, ids: batch.ids, exits });
        count += batch.texts.length;
        truncated += exits[0]?.truncated.filter(Boolean).length ?? 0;
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
    process.stderr.write(summary({ count, truncated, seconds: (performance.now() - started) / 1000, exits: nothing }));
  });
}

/** @throws NestvecError ARGUMENT_INVALID where one exit was asked for, and several */
function requireOneWay({ layer, layers }: EmbedChoice): void {
  if (layer === undefined || layers === undefined) return;
  throw new NestvecError("ARGUMENT_INVALID", { argument: "--layer", found: "given beside --layers", expected: "left out, or given alone" });
}

/** The exits of `--layers`; undefined without it. */
async function chosenLayers(embedder: Embedder, { layers }: EmbedChoice): Promise<readonly number[] | undefined> {
  return layers === "all" ? (await embedder.info()).exits.map(({ layer }) => layer) : layers;
}

/** How texts are embedded, at one exit or at several. */
function exitsOf(
  embedder: Embedder,
  layers: readonly number[] | undefined,
  options: EmbedOptions,
): (texts: readonly string[]) => Promise<readonly Embeddings[]> {
  if (layers === undefined) return async (texts) => [await embedder.embed(texts, options)];
  const { layer: _none, ...each } = options;
  return (texts) => embedder.embedLayers(texts, { ...each, layers });
}
