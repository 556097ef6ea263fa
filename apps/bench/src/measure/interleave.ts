import { setTimeout as sleep } from "node:timers/promises";

/** One of the ways that are compared. */
export interface Variant<Result> {
  readonly name: string;
  run(round: number): Promise<Result>;
}

/** What the rounds of one variant took and gave. */
export interface VariantRounds<Result> {
  readonly name: string;
  /** Milliseconds of each round. */
  readonly milliseconds: readonly number[];
  /** Milliseconds that all cores together gave this process in each round: what other work on the machine changes little. */
  readonly cpuMilliseconds: readonly number[];
  /** What each round gave. */
  readonly results: readonly Result[];
}

export interface InterleaveOptions {
  readonly rounds: number;
  /** Rounds before those that count. Default 1. */
  readonly warmUps?: number;
  /** Milliseconds between two runs, in which threads that wait awake fall asleep. Default 0. */
  readonly pause?: number;
  /** Whether every other round goes through the variants from the last to the first, so that none always comes after the same. Default false. */
  readonly alternate?: boolean;
  /** When nothing more is begun, by `performance.now`; one round is run in any case. Default: never. */
  readonly until?: number;
}

/** Runs variants in turns, A B A B … or A B B A …, so that a slow moment of the machine does not fall on one alone. At least one variant; their order is kept. */
export async function interleave<Result>(
  variants: readonly Variant<Result>[],
  { rounds, warmUps = 1, pause = 0, alternate = false, until = Number.POSITIVE_INFINITY }: InterleaveOptions,
): Promise<readonly VariantRounds<Result>[]> {
  const measured = variants.map(({ name }) => ({
    name,
    milliseconds: [] as number[],
    cpuMilliseconds: [] as number[],
    results: [] as Result[],
  }));
  for (let round = -warmUps; round < rounds; round++) {
    if (round > 0 && performance.now() >= until) break;
    const order = [...variants.entries()];
    for (const [place, variant] of alternate && round % 2 !== 0 ? order.toReversed() : order) {
      if (pause > 0) await sleep(pause);
      const cpu = process.cpuUsage();
      const started = performance.now();
      const result = await variant.run(round);
      const milliseconds = performance.now() - started;
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      measured[place]?.milliseconds.push(milliseconds);
      measured[place]?.cpuMilliseconds.push((user + system) / 1000);
      measured[place]?.results.push(result);
    }
  }
  return measured;
}
