import type { MeasureChoice } from "./measure-choice.ts";
import type { Context } from "./context.ts";
import type { PartOptions } from "../measure/part-options.ts";
import { describeMachine } from "../machine/machine.ts";
import { benchFormat, type BenchResults, type ModelResults } from "../results/bench-results.ts";
import { measurePeak } from "../peak/measure-peak.ts";
import { installPeers } from "../variants/install-peers.ts";
import { findProviders } from "../shapes/find-providers.ts";
import { benchModel } from "./bench-model.ts";
import { benchRun } from "./bench-run.ts";
import { moreToMeasure } from "./more-to-measure.ts";
import { openModels } from "./open-models.ts";
import { parts, shareOfSeconds, type TimedPart } from "./parts.ts";
import { readOwnData } from "./own-data.ts";
import { requireWritableFolder } from "./write-outputs.ts";

/** What a run came to. */
export interface BenchOutcome {
  readonly results: BenchResults;
  /** Whether it was stopped before its end. */
  readonly stopped: boolean;
  /** Whether a part could not be measured. */
  readonly failed: boolean;
}

/**
 * Measures all models, part by part. What can be wrong with what was typed is found before anything is measured.
 * @throws NestvecError for a model, a layer or a file that cannot be used
 */
export async function benchModels(choice: MeasureChoice, context: Context): Promise<BenchOutcome> {
  const date = new Date().toISOString();
  const models = await openModels(choice, context.signal);
  if (choice.writeTable === true) for (const { folder } of models) await requireWritableFolder(folder);
  const { threads, seed, rounds, seconds, peers, python, pythonModel } = choice;
  const own = await readOwnData(choice, context.signal);
  const run = benchRun(choice.only ?? parts, context);
  const { providers, flags } = await findProviders({ named: choice.provider ?? [] });
  run.flags.push(...flags);
  const folder = peers === undefined ? undefined : await installPeers({ signal: context.signal, progress: context.note });
  const otherVariants = Object.fromEntries(
    Object.entries({ peers: folder, python, pythonModel }).filter(([, value]) => value !== undefined),
  );
  const optionsOf = (part: TimedPart): PartOptions => ({
    threads,
    seed,
    seconds: seconds * shareOfSeconds[part],
    signal: context.signal,
    progress: context.note,
    ...(rounds === undefined ? {} : { rounds }),
  });
  const peak = (await run.part("peak", "The best matrix product of this machine", () => measurePeak(optionsOf("peak"))))?.peak;
  const measured: ModelResults[] = [];
  for (const model of models) measured.push(await benchModel(model, { choice, own, run, optionsOf, peak, providers, otherVariants }));
  const results: BenchResults = {
    format: benchFormat,
    date,
    machine: await describeMachine(),
    settings: { seed, threads },
    ...(peak === undefined ? {} : { peak }),
    models: measured,
    flags: run.flags,
    more: moreToMeasure(choice, own),
  };
  return { results, stopped: context.signal.aborted, failed: run.failed() };
}
