import { interleave, type VariantRounds } from "../measure/interleave.ts";
import type { PartOptions } from "../measure/part-options.ts";
import type { Flag } from "../results/figure.ts";
import type { WorkloadResult } from "../results/workload.ts";
import { variantPrograms, type OtherVariants } from "./variant-programs.ts";
import type { VariantRun } from "./variant-protocol.ts";
import { variantResults } from "./variant-results.ts";
import { fitFolder } from "./fit-folder.ts";
import { startVariants, type RunningVariants } from "./running-variants.ts";
import { workloadFacts, type WorkloadFacts, type WorkloadFactsOptions } from "./workload-facts.ts";

/** What is measured, and by which variants. */
export interface WorkloadOptions extends PartOptions, WorkloadFactsOptions, OtherVariants {}

/** A workload's figures, and what they are worth. */
export interface MeasuredWorkload {
  readonly result: WorkloadResult;
  readonly flags: readonly Flag[];
  /** What was left out, and what to add for it. */
  readonly more: readonly string[];
}

const part = "workloads";
const usualRounds = 5;
/** Milliseconds between two runs: longer than the threads of another variant wait awake. */
const pause = 50;

/**
 * Embeds the texts of a workload by variants that take turns, each in a process of its own: after a round that does not count, A B C, C B A, … A variant
 * that cannot run is flagged, and the others go on. @throws NestvecError LAYER_UNAVAILABLE, ABORTED, and what our own variant says
 */
export async function measureWorkload(options: WorkloadOptions): Promise<MeasuredWorkload> {
  const { model, layer, threads, seconds, rounds = usualRounds, signal, progress } = options;
  const until = performance.now() + seconds * 1000;
  const facts = await workloadFacts(options);
  const what = `${facts.workload.name}, layer ${layer}`;
  const needsFitted = options.peers !== undefined || options.python !== undefined;
  const fitted = needsFitted ? await fitFolder(model, layer, facts.cut).catch(reasonOf) : undefined;
  let running: RunningVariants | undefined;
  try {
    progress?.(`${what}: starting the variants`);
    const folder = typeof fitted === "object" ? fitted.folder : fitted;
    const programs = variantPrograms({ model, layer, cut: facts.cut, threads, fitted: folder }, options);
    running = await startVariants(programs, facts.workload.texts, signal);
    const told = running.variants.map((variant) => ({
      ...variant,
      run(round: number) {
        progress?.(`${what}: ${variant.name}, ${round < 0 ? "warm-up" : `round ${round + 1} of ${rounds}`}`);
        return variant.run(round);
      },
    }));
    const measured = await interleave(told, { rounds, warmUps: 1, pause, alternate: true, until });
    return resultOf(what, options, facts, running, measured);
  } finally {
    await running?.close();
    if (typeof fitted === "object") await fitted.remove();
  }
}

function resultOf(
  what: string,
  { layer, rounds = usualRounds, seconds, peers, python }: WorkloadOptions,
  { workload, ...facts }: WorkloadFacts,
  { variants, vectors, problems }: RunningVariants,
  measured: readonly VariantRounds<VariantRun | undefined>[],
): MeasuredWorkload {
  const whole = variants.flatMap(({ name, hello }, place) => {
    const all = measured[place];
    if (all === undefined || problems.has(name)) return [];
    const results = all.results.flatMap((run) => run ?? []);
    return [{ rounds: { ...all, results }, hello, vectors: vectors.get(name) ?? [] }];
  });
  const found = variantResults(what, whole, { texts: workload.texts.length, tokens: facts.tokens });
  const done = measured[0]?.results.length ?? 0;
  const cutShort = `${what}: ${done} of ${rounds} rounds were run in its ${Math.round(seconds)} seconds.`;
  return {
    result: { name: workload.name, texts: workload.texts.length, ...facts, layer, variants: found.variants },
    flags: [
      ...(done < rounds ? [{ part, kind: "cut short", detail: cutShort } as const] : []),
      ...[...problems].map(([name, problem]): Flag => ({ part, kind: "not run", detail: `${what}: ${name} was not run: ${problem}` })),
      ...found.flags,
    ],
    more: [
      ...(peers === undefined ? ["transformers.js and fastembed-js were not compared: add --peers."] : []),
      ...(python === undefined ? ["sentence-transformers, torch and fastembed of Python were not compared: add --python PROGRAM."] : []),
    ],
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
