import { setTimeout } from "node:timers/promises";
import { describeModel } from "@nestvec/core";
import {
  type VariantRounds,
  type Findings,
  interleave,
  openChild,
  openPlainSession,
  randomIds,
  ratioOfRounds,
  runtimeWith,
  type SessionChoice,
  summarize,
} from "@nestvec/bench/measuring";
import { directory } from "@nestvec/runtime-node";
import { randomLcg } from "d3-random";
import type { Benchmark, Setting } from "./benchmark.ts";
import { builtFile } from "./built-file.ts";
import type { SessionMemory, SessionMemoryTask } from "./session-memory.ts";

const sizes = { full: { rounds: 100 }, quick: { rounds: 40 }, tiny: { rounds: 2 } } as const;
const shortTokens = 16;
/** A text long enough that its activations show: attention scores grow with the square. */
const longTokens = 2048;
/** Milliseconds. Longer than threads with ONNX Runtime's own options spin, so that they do not slow down the variant after theirs. */
const pause = 100;

const choices: readonly (SessionChoice & { readonly name: string })[] = [
  { name: "arena off, spinning for 50 µs (nestvec's)", arena: false, spinning: 50 },
  { name: "arena off, sleeping at once", arena: false, spinning: false },
  { name: "arena off, spinning for 200 µs", arena: false, spinning: 200 },
  { name: "arena off, spinning for 1,000 µs", arena: false, spinning: 1000 },
  { name: "arena on, sleeping at once", arena: true, spinning: false },
  { name: "arena on, spinning (ONNX Runtime's)", arena: true, spinning: true },
];

/** What nestvec's session options cost and save. */
export const sessionChoices: Benchmark = {
  name: "session-choices",
  title: "Arena and spinning, at 16 tokens",
  needsLinux: true,
  async run(setting) {
    const text = randomIds(shortTokens, setting.vocabularySize, randomLcg(8));
    const sessions = await Promise.all(choices.map((choice) => openPlainSession(setting, runtimeWith(choice, setting.threads))));
    const variants = sessions.map((session, place) => ({ name: choices[place]?.name ?? "", run: () => session.run([text]) }));
    const rounds = setting.rounds ?? sizes[setting.scale].rounds;
    const until = performance.now() + setting.seconds * 500;
    const [own, ...others] = variants;
    const measured: Measured[] = [];
    // In pairs, since spinning threads slow down whatever is run after them.
    for (const other of others) {
      const pair = own === undefined ? [] : [own, other];
      const options = { rounds, warmUps: Math.min(3, rounds), pause: setting.scale === "tiny" ? 0 : pause, until };
      const [ours, theirs] = await interleave(pair, options);
      if (ours === undefined || theirs === undefined) continue;
      const close = await backToBack(pair, rounds);
      if (measured.length === 0) measured.push({ variant: ours, ours, close: close.map(([first]) => [first, first]) });
      measured.push({ variant: theirs, ours, close });
    }
    await Promise.all(sessions.map((session) => session.dispose()));
    const long = Math.min(longTokens, (await describeModel(directory(setting.model))).maxTokens);
    const memory: SessionMemory[] = [];
    for (const choice of choices) memory.push(await memoryOf(choice, setting, long));
    return findingsOf(measured, memory, setting.threads, long);
  },
};

/** One choice, and nestvec's own in the same rounds. `close`: milliseconds of nestvec's own and of the choice, by round, without pauses. */
interface Measured {
  readonly variant: VariantRounds<unknown>;
  readonly ours: VariantRounds<unknown>;
  readonly close: readonly (readonly [number, number])[];
}

/** Calls of a round without pauses: a caller that is answered asks again at once. */
const closeCalls = 10;

/** The mean time of calls without pauses, of each of a pair in turn; the first of a block, which wakes up what sleeps, is left out. */
async function backToBack(pair: readonly { run(): Promise<unknown> }[], rounds: number): Promise<readonly (readonly [number, number])[]> {
  const times: [number, number][] = [];
  for (let round = 0; round < Math.max(2, rounds / closeCalls); round++) {
    const means: number[] = [];
    for (const { run } of pair) {
      // The other's threads may still spin.
      await setTimeout(pause);
      await run();
      const started = performance.now();
      for (let call = 0; call < closeCalls; call++) await run();
      means.push((performance.now() - started) / closeCalls);
    }
    times.push([means[0] ?? Number.NaN, means[1] ?? Number.NaN]);
  }
  return times;
}

async function memoryOf(choice: SessionChoice, setting: Setting, long: number): Promise<SessionMemory> {
  const { model, layer, threads, vocabularySize } = setting;
  const child = await openChild({ file: builtFile("session-memory-child.js") });
  const tokens = [long, shortTokens, shortTokens];
  const memory = await child.ask<SessionMemory>({ model, layer, threads, vocabularySize, choice, tokens } satisfies SessionMemoryTask);
  await child.close();
  return memory;
}

function findingsOf(measured: readonly Measured[], memory: readonly SessionMemory[], threads: number, long: number): Findings {
  return {
    tables: [
      {
        columns: [
          { title: "session options" },
          { title: "ms", digits: 2 },
          { title: "spread %", digits: 1 },
          { title: "time over nestvec's", digits: 3 },
          { title: "back to back, ms", digits: 2 },
          { title: "over nestvec's", digits: 3 },
          { title: "CPU ms", digits: 2 },
          { title: "CPU over nestvec's", digits: 3 },
          { title: "opened, private MB", digits: 0 },
          { title: "after runs, private MB", digits: 0 },
          { title: "after runs, resident MB", digits: 0 },
          { title: "peak MB", digits: 0 },
        ],
        rows: measured.map(({ variant: { name, milliseconds, cpuMilliseconds }, ours, close }, index) => {
          const { median, spread } = summarize(milliseconds);
          const { opened, used } = memory[index] ?? {};
          const ratio = ratioOfRounds(milliseconds, ours.milliseconds).median;
          const none = Number.NaN;
          return [
            name,
            median,
            100 * spread,
            ratio,
            summarize(close.map(([, theirs]) => theirs)).median,
            summarize(close.map(([own, theirs]) => theirs / own)).median,
            summarize(cpuMilliseconds).median,
            ratioOfRounds(cpuMilliseconds, ours.cpuMilliseconds).median,
            opened?.private ?? none,
            used?.private ?? none,
            used?.resident ?? none,
            used?.peak ?? none,
          ];
        }),
      },
    ],
    bounds: [],
    notes: [
      `${measured.map(({ variant }) => variant.milliseconds.length).join(", ")} rounds of one text of ${shortTokens} tokens, ${threads} threads, ${pause} ms between two runs; back to back, blocks of ${closeCalls} runs in turns`,
      `memory: a process for each, one text of ${long} tokens and then short ones`,
    ],
  };
}
