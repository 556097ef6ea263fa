import type { ExecutionProvider } from "@nestvec/core";
import { measureWorkload } from "../variants/measure-workload.ts";
import type { OtherVariants } from "../variants/variant-programs.ts";
import type { MeasureChoice } from "./measure-choice.ts";
import type { PartOptions } from "../measure/part-options.ts";
import { measureQuality } from "../quality/measure-quality.ts";
import { writeQualityTable } from "../quality/table/write-quality-table.ts";
import { measureResources } from "../resources/measure-resources.ts";
import type { ModelResults } from "../results/bench-results.ts";
import type { QualityMeasure } from "../results/quality.ts";
import type { Peak } from "../results/peak.ts";
import type { ShapeRow } from "../results/shapes.ts";
import type { WorkloadResult } from "../results/workload.ts";
import { measureShapes } from "../shapes/measure-shapes.ts";
import { mixNames } from "../workload/draw-workload.ts";
import type { BenchRun } from "./bench-run.ts";
import type { OpenedModel } from "./open-models.ts";
import type { OwnData } from "./own-data.ts";
import type { TimedPart } from "./parts.ts";

/** What all models of a run have in common. */
export interface ModelRun {
  readonly choice: MeasureChoice;
  readonly own: OwnData;
  readonly run: BenchRun;
  /** What a part is told, its share of the seconds among it. */
  readonly optionsOf: (part: TimedPart) => PartOptions;
  readonly peak: Peak | undefined;
  readonly providers: readonly ExecutionProvider[];
  readonly otherVariants: OtherVariants;
}

/** Measures one model, part by part. A part that was not wanted, or could not be measured, is empty. */
export async function benchModel(model: OpenedModel, common: ModelRun): Promise<ModelResults> {
  return {
    ...model.about,
    latency: await shapesOf(model, "latency", 1, common),
    throughput: await shapesOf(model, "throughput", common.choice.batch, common),
    resources: await resourcesOf(model, common),
    workloads: await workloadsOf(model, common),
    quality: await qualityOf(model, common),
  };
}

async function shapesOf(
  { folder, about: { name, layers } }: OpenedModel,
  part: "latency" | "throughput",
  batch: number,
  { choice: { tokens }, run, optionsOf, providers, peak }: ModelRun,
): Promise<readonly ShapeRow[]> {
  const measured = await run.part(part, `${name}: ${part}`, () =>
    measureShapes({
      ...optionsOf(part),
      model: folder,
      layers,
      batch,
      providers,
      ...(tokens === undefined ? {} : { lengths: tokens }),
      ...(peak === undefined ? {} : { peak }),
    }),
  );
  return measured?.rows ?? [];
}

async function resourcesOf(
  { folder, about: { name, layers } }: OpenedModel,
  { run, optionsOf }: ModelRun,
): Promise<ModelResults["resources"]> {
  const work = () => measureResources({ ...optionsOf("resources"), model: folder, layers });
  return (await run.part("resources", `${name}: memory, cold start and files`, work))?.rows ?? [];
}

/** The mixes, or the user's own texts where there are any, at the exit that most use: 6 where the model has it, else the deepest. */
async function workloadsOf(
  { folder, about: { name, layers } }: OpenedModel,
  { own, run, optionsOf, otherVariants }: ModelRun,
): Promise<readonly WorkloadResult[]> {
  const wanted = own.texts.length > 0 ? own.texts : mixNames;
  const layer = layers.includes(usualLayer) ? usualLayer : Math.max(...layers);
  const results: WorkloadResult[] = [];
  for (const workload of wanted) {
    const what = typeof workload === "string" ? workload : workload.name;
    const options = optionsOf("workloads");
    const measured = await run.part("workloads", `${name}: ${what}`, () =>
      measureWorkload({ ...options, ...otherVariants, seconds: options.seconds / wanted.length, model: folder, layer, workload }),
    );
    if (measured !== undefined) results.push(measured.result);
  }
  return results;
}

const usualLayer = 6;

async function qualityOf(
  { folder, about: { name, layers } }: OpenedModel,
  { choice: { stsb, banking77, limit, threads, writeTable }, own: { pairs }, run, optionsOf }: ModelRun,
): Promise<readonly QualityMeasure[]> {
  if (stsb === undefined && banking77 === undefined && pairs === undefined) return [];
  const { signal, progress } = optionsOf("peak");
  const given = Object.entries({ stsb, banking77, pairs, limit, signal, progress }).filter(([, value]) => value !== undefined);
  const measured = await run.part("quality", `${name}: quality`, async () => {
    const found = await measureQuality({ model: folder, threads, layers, ...Object.fromEntries(given) });
    if (writeTable === true) await writeQualityTable(folder, found.measures);
    return found;
  });
  return measured?.measures ?? [];
}
