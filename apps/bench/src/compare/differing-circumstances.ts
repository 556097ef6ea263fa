import type { BenchResults } from "../results/bench-results.ts";

/** Why two runs are hard to compare: what else was different, and what each run says against itself. A sentence each. */
export function differingCircumstances(before: BenchResults, after: BenchResults): string[] {
  const circumstances = [circumstancesOf(before), circumstancesOf(after)] as const;
  const shared = [...circumstances[0]].filter(([name]) => circumstances[1].has(name));
  const differing = shared.flatMap(([name, found]) => {
    const other = circumstances[1].get(name);
    return found === other ? [] : [`${name}: before ${found}, after ${other}.`];
  });
  const doubts = Object.entries({ before, after }).flatMap(([when, { flags }]) =>
    flags.map(({ part, kind, detail }) => `${when}, ${part}, ${kind}: ${detail}`),
  );
  return [...differing, ...doubts];
}

/** What must be the same for figures to say something of the code. */
function circumstancesOf({ machine, settings, models }: BenchResults): Map<string, string> {
  return new Map([
    ["processor", machine.processor],
    ["cores", String(machine.cores)],
    ["memory in GB", String(machine.memoryGigabytes)],
    ["system", machine.system],
    ["Node", machine.node],
    ["onnxruntime-node", machine.onnxRuntime],
    ["threads", String(settings.threads)],
    ["seed", String(settings.seed)],
    ...models.map(({ name, identity }) => [`identity of ${name}`, identity] as const),
    ...models.flatMap(({ name, workloads }) =>
      workloads.flatMap((workload) =>
        workload.variants.map(
          (variant) => [`versions of "${variant.name}", ${workload.name}, ${name}`, variant.versions.join(", ")] as const,
        ),
      ),
    ),
  ]);
}
