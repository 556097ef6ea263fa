import { throwIfAborted } from "../platform/abort.ts";
import { errorFromData } from "../errors/error-data.ts";
import { sampleIds } from "../engine/sample-ids.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import { busyMachine } from "../plan/busy-machine.ts";
import { calibrateExits } from "../plan/calibrate.ts";
import type { Calibration } from "../plan/calibration.ts";
import { readCalibration, writeCalibration } from "../plan/calibration-store.ts";
import { choosePlan, isByTimeAlone } from "../plan/choose-plan.ts";
import { planConstraints } from "../plan/plan-constraints.ts";
import type { Plan, PlanOptions } from "../plan/plan.ts";
import type { Signal, StopSign } from "../platform/platform.ts";
import type { EmbedderParts } from "./embedder-parts.ts";

/**
 * Chooses a cut; measures this machine first where time is asked about and was not measured for every exit. What no measurement
 * could change is refused before it. @see Embedder.plan
 */
export async function planFor(
  { engine, store, digest }: EmbedderParts,
  { signal, ...options }: PlanOptions & { readonly signal?: Signal },
  calibrate: (signal: Signal | undefined) => Promise<Calibration>,
): Promise<Plan> {
  throwIfAborted(signal, "planning");
  const info = await engine.info();
  const { tables, problem, file } = info.quality;
  if (problem !== undefined) throw errorFromData(problem);
  const inputs = {
    tables,
    maxTokens: info.maxTokens,
    layers: wholeLayers(info),
    dimensions: info.dimensions,
    width: info.width,
    model: info.name,
    file,
  };
  planConstraints(options, info.maxTokens);
  const { maxMilliseconds, ...timeless } = options;
  if (!isByTimeAlone({ tables, options })) choosePlan({ ...inputs, options: timeless, calibration: undefined });
  const kept = await readCalibration({ store, digest, model: info.identity, machine: info.machine });
  const calibration = kept !== undefined && covers(kept, inputs.layers) ? kept : undefined;
  const measured = calibration ?? (maxMilliseconds === undefined ? undefined : await calibrate(signal));
  const plan = choosePlan({ ...inputs, options, calibration: measured });
  return measured?.busy === undefined ? plan : { ...plan, busy: measured.busy };
}

/** The layers whose files are whole: a damaged exit cannot be measured, and must not be chosen. */
const wholeLayers = ({ exits }: ModelInfo): readonly number[] => exits.flatMap(({ layer, space }) => (space === null ? [] : [layer]));

/** An exit that came after the measurement was not part of it. */
const covers = ({ exits }: Calibration, layers: readonly number[]): boolean =>
  layers.every((layer) => exits.some((exit) => exit.layer === layer));

/** Measures milliseconds by exit and length, and keeps them, unless the machine was busy meanwhile. @see Embedder.calibrate */
export async function calibrateModel(
  { engine, clock, store, digest, watchOthers }: EmbedderParts,
  { signal }: { readonly signal?: StopSign } = {},
): Promise<Calibration> {
  throwIfAborted(signal, "calibration");
  const layers = wholeLayers(await engine.info());
  // An exit that is open shows the longest text that it takes.
  await engine.warmUp({ layers });
  throwIfAborted(signal, "calibration");
  const info = await engine.info();
  const othersShare = await watchOthers?.();
  const exits = await calibrateExits({
    layers,
    maxTokens: info.longestText,
    run: async (layer, tokens) => {
      const texts = [sampleIds(info.vocabularySize, tokens)];
      const { width: dimension } = info;
      await engine.embed({
        texts,
        layer,
        task: info.tasks?.[0],
        dimension,
        normalize: false,
        prompt: "",
        truncate: "none",
        lane: "interactive",
      });
    },
    clock,
    signal,
  });
  const busy = othersShare === undefined ? undefined : busyMachine(await othersShare());
  throwIfAborted(signal, "calibration");
  const measured = { model: info.identity, machine: info.machine, exits };
  if (busy === undefined) return writeCalibration({ store, digest, ...measured });
  return { ...measured, kept: false, notKeptReason: "the machine was busy", busy };
}
