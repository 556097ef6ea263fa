import { throwIfAborted } from "../abort.ts";
import { readQualityTables } from "../model/quality-table.ts";
import { padRows } from "../path/pad-rows.ts";
import { calibrateExits } from "../plan/calibrate.ts";
import type { Calibration } from "../plan/calibration.ts";
import { readCalibration, writeCalibration } from "../plan/calibration-store.ts";
import { choosePlan, isByTimeAlone } from "../plan/choose-plan.ts";
import { planWish } from "../plan/plan-wish.ts";
import type { Plan, PlanOptions } from "../plan/plan.ts";
import type { Signal, StopSign } from "../platform.ts";
import { anyTokens } from "./any-tokens.ts";
import { readHeader } from "./layer-header.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { tokenLimitOf } from "./token-limit-of.ts";
import { vectorsOf } from "./vectors-of.ts";

/**
 * Chooses a cut; measures this machine first where time is asked about and was not measured for every exit. What no measurement
 * could change is refused before it. @see Embedder.plan
 */
export async function planFor(
  model: LoadedModel,
  { signal, ...options }: PlanOptions & { readonly signal?: Signal },
  calibrate: (signal: Signal | undefined) => Promise<Calibration>,
): Promise<Plan> {
  const { description, files, identity, store, digest } = model;
  throwIfAborted(signal, "planning");
  const { maxTokens } = tokenLimitOf(model);
  const tables = await readQualityTables(files, description);
  const inputs = {
    tables,
    maxTokens,
    layers: await wholeLayers(model),
    dimensions: description.dimensions,
    width: description.width,
    model: description.name,
    file: description.qualityPath,
  };
  planWish(options, maxTokens);
  const { maxMilliseconds, ...timeless } = options;
  if (!isByTimeAlone({ tables, options })) choosePlan({ ...inputs, options: timeless, calibration: undefined });
  const kept = await readCalibration({ store, digest, model: identity, machine: machineOf(model) });
  const calibration = kept !== undefined && covers(kept, inputs.layers) ? kept : undefined;
  const measured = calibration ?? (maxMilliseconds === undefined ? undefined : await calibrate(signal));
  return choosePlan({ ...inputs, options, calibration: measured });
}

/** The layers whose files are whole: a damaged exit cannot be measured, and must not be chosen. */
async function wholeLayers({ description, spaceOf }: LoadedModel): Promise<readonly number[]> {
  const layers = description.exits.map(({ layer }) => layer);
  const spaces = await Promise.allSettled(layers.map(spaceOf));
  return layers.filter((_layer, index) => spaces[index]?.status === "fulfilled");
}

/** An exit that came after the measurement was not part of it. */
const covers = ({ exits }: Calibration, layers: readonly number[]): boolean =>
  layers.every((layer) => exits.some((exit) => exit.layer === layer));

/** Measures milliseconds by exit and length, and keeps them. @see Embedder.calibrate */
export async function calibrateModel(model: LoadedModel, { signal }: { readonly signal?: StopSign } = {}): Promise<Calibration> {
  const { description, engine, exits, tokenizer, clock, store, digest, identity } = model;
  throwIfAborted(signal, "calibration");
  const layers = await wholeLayers(model);
  await Promise.all(layers.map((layer) => readHeader(model, layer)));
  const measured = await calibrateExits({
    layers,
    maxTokens: Math.min(tokenLimitOf(model).maxTokens, engine.longestText),
    run: async (layer, tokens) => {
      const exit = await exits.open(layer);
      const { padId, vocabularySize } = tokenizer;
      await vectorsOf(
        description,
        exit,
        padRows([{ ids: anyTokens(vocabularySize, tokens) }], padId, exit.use.fixed),
        vocabularySize,
        false,
      );
    },
    clock,
    ...(signal === undefined ? {} : { signal }),
  });
  return writeCalibration({ store, digest, model: identity, machine: machineOf(model), exits: measured });
}

/** What decides speed: the engine, its settings and the machine. A calibration of another is not this one's. */
const machineOf = ({ runtime }: LoadedModel): string => `${runtime.name} ${runtime.version}, ${runtime.machine}`;
