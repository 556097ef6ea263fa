import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { NestvecError } from "@nestvec/core";
import { bound, randomIds } from "@nestvec/bench/measuring";
import { randomLcg } from "d3-random";
import type { Benchmark } from "./benchmark.ts";
import { loadSetting } from "./load-setting.ts";

const sizes = { full: { kills: 200 }, quick: { kills: 20 }, tiny: { kills: 2 } } as const;
const callers = 32;
/** Milliseconds that the last answers may take. */
const patience = 60_000;

/** What the callers got. */
interface Answers {
  calls: number;
  vectors: number;
  /** WORKER_DIED; with `retryAfterMilliseconds`, since no child is started for a while. */
  died: number;
  refused: number;
  other: unknown[];
}

/** Children that are killed in the middle of their work. */
export const kills: Benchmark = {
  name: "kills",
  title: "SIGKILL of busy children under 32 callers",
  needsLinux: true,
  async run(setting) {
    const { kills: wanted } = sizes[setting.scale];
    const random = randomLcg(4);
    const others = new Set(childrenOfThis());
    const children = (): readonly number[] => childrenOfThis().filter((id) => !others.has(id));
    const killed = new Set<number>();
    const started = performance.now();
    const until = started + setting.seconds * 1000;
    const open = await loadSetting({ ...setting, threads: 1 }, { isolation: "process", workers: 2 });
    const answers: Answers = { calls: 0, vectors: 0, died: 0, refused: 0, other: [] };
    const state = { stopped: false };

    async function caller(): Promise<void> {
      while (!state.stopped) {
        answers.calls += 1;
        const texts = [16, 64].map((length) => randomIds(Math.min(length, setting.cut), setting.vocabularySize, random));
        await open.embed(texts).then(
          () => (answers.vectors += 1),
          (error: unknown) => count(answers, error),
        );
      }
    }

    const calling = Promise.all(Array.from({ length: callers }, caller));
    let answered = -1;
    while (killed.size < wanted && performance.now() < until && answers.other.length === 0) {
      // The one that has lived longest is at work, while its neighbour may still be loading. One that was killed is listed for a moment yet.
      const victim = children().find((id) => !killed.has(id));
      // The next only when something was answered since the last: a pool that makes no progress stops starting children.
      if (victim === undefined || answers.vectors === answered) {
        await sleep(5);
        continue;
      }
      answered = answers.vectors;
      process.kill(victim, "SIGKILL");
      killed.add(victim);
    }
    state.stopped = true;
    // A call that is never answered must not keep this from saying so.
    await Promise.race([calling, sleep(patience, undefined, { ref: false })]);
    const { restarts = 0 } = await open.embedder.stats();
    await open[Symbol.asyncDispose]();
    const left = children().length;
    const unanswered = answers.calls - answers.vectors - answers.died - answers.refused;
    return {
      tables: [
        {
          columns: [
            "SIGKILLs",
            "restarts",
            "calls",
            "answered with vectors",
            "WORKER_DIED",
            "refused for a while",
            "other",
            "children left",
          ].map((title) => ({ title, digits: 0 })),
          rows: [[killed.size, restarts, answers.calls, answers.vectors, answers.died, answers.refused, answers.other.length, left]],
        },
      ],
      bounds: [
        bound("calls without an answer, or with another error than WORKER_DIED,", unanswered, "at most", 0, killed.size >= wanted),
        bound("children left behind", left, "at most", 0, killed.size >= wanted),
      ],
      notes: [
        `${killed.size} of ${wanted} SIGKILLs; ${callers} callers of two texts each, 2 workers of 1 thread, ${((performance.now() - started) / 1000).toFixed(0)} s`,
        ...answers.other.map((error) => `another error: ${String(error)}`),
      ],
    };
  },
};

async function count(answers: Answers, error: unknown): Promise<void> {
  if (!NestvecError.is(error, "WORKER_DIED")) {
    answers.other.push(error);
    return;
  }
  if (error.details.retryAfterMilliseconds === undefined) {
    answers.died += 1;
    return;
  }
  answers.refused += 1;
  // As a caller should, if not for as long.
  await sleep(50);
}

/** The living children of this process, as Linux tells. */
function childrenOfThis(): readonly number[] {
  const list = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  return list.split(" ").flatMap((child) => (child.trim() === "" ? [] : [Number(child)]));
}
