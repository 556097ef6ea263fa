import { throwIfAborted, unlessAborted } from "../platform/abort.ts";
import type { WarmUpRequest } from "../engine/engine.ts";
import { sampleIds } from "../engine/sample-ids.ts";
import { readHeader, tokenLimitOf, type ReadModel } from "./read-model.ts";
import type { RowScheduler } from "./row-scheduler.ts";

/** Tokens of a short text: enough to go through every operator. */
const tokens = 16;

/** Runs every wanted exit once. @see Engine.warmUp */
export async function warmUp(
  model: Pick<ReadModel, "description" | "headers" | "tokenizer" | "clock" | "tasks">,
  scheduler: RowScheduler,
  { layers, signal, expires }: WarmUpRequest,
): Promise<void> {
  throwIfAborted(signal, "warming up");
  // One after the other: opening blocks, and calls that come meanwhile should have their turn.
  for (const layer of layers) {
    await unlessAborted(signal, "warming up", readHeader(model, layer));
    const length = Math.min(tokens, tokenLimitOf(model).maxTokens, scheduler.longestText);
    const rows = [{ ids: sampleIds(model.tokenizer.vocabularySize, length) }];
    await scheduler.encode(rows, {
      layer,
      passed: [],
      lane: undefined,
      signal,
      expires,
      perToken: false,
      // Any will do.
      task: model.tasks.length === 0 ? undefined : 0,
      started: model.clock(),
      take() {},
      runs() {},
    });
  }
}
