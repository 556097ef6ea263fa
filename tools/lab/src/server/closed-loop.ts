import { percentile, send } from "@nestvec/bench/measuring";
import { shown } from "./shown.ts";
import { startServerProcess, stopServerProcess } from "./server-process.ts";
import { startTei } from "./tei-process.ts";
import { textsOf } from "./texts.ts";

/** How callers are measured. */
export interface ClosedLoopOptions {
  /** Of each turn. */
  readonly seconds: number;
  /** Turns of each server, the first a warm-up. */
  readonly rounds: number;
  /** The model's folder; left out, nestvec-mini. */
  readonly model?: string | undefined;
  /** TEI's program, to take turns with. */
  readonly tei?: string | undefined;
}

/** What came of one turn. */
interface Turn {
  readonly rate: number;
  readonly times: readonly number[];
  readonly others: number;
}

/** TEI loads a model before it answers. */
const teiPatience = 120_000;

/**
 * Callers that each send the next request when the last was answered: texts of 14 tokens, one a request, the deepest exit, by TEI's `/embed`. With
 * TEI's program, both servers run the same model, and take turns under the same load.
 */
export async function closedLoop({ seconds, rounds, model, tei }: ClosedLoopOptions, flags: readonly string[]): Promise<void> {
  const server = await startServerProcess([...(model === undefined ? [] : ["--model-id", model]), ...flags]);
  try {
    const other = tei === undefined ? undefined : await startTei({ binary: tei, model: model ?? "", patience: teiPatience });
    try {
      const servers = [["nestvec", server.url] as const, ...(other === undefined ? [] : [["TEI", other.url] as const])];
      await compare(servers, seconds, rounds);
    } finally {
      await other?.stop();
    }
  } finally {
    await stopServerProcess(server);
  }
}

async function compare(servers: readonly (readonly [string, string])[], seconds: number, rounds: number): Promise<void> {
  process.stdout.write(
    "\n| callers | server | requests/s | p50 ms | p99 ms | other statuses | of the other's rate |\n|---|---|---|---|---|---|---|\n",
  );
  for (const callers of [1, 8, 32] as const) {
    const turns = new Map<string, Turn[]>(servers.map(([name]) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      // Who begins changes from round to round.
      for (const [name, url] of round % 2 === 0 ? servers : servers.toReversed()) {
        const turn = await turnOf(url, callers, round === 0 ? 1 : seconds);
        if (round > 0 || rounds === 1) turns.get(name)?.push(turn);
      }
    }
    for (const [name] of servers) process.stdout.write(`| ${[callers, name, ...cellsOf(name, turns)].join(" | ")} |\n`);
  }
}

/** Medians of a server's turns; its rate as a part of the other's is the median of the rounds. */
function cellsOf(name: string, turns: ReadonlyMap<string, readonly Turn[]>): readonly (string | number)[] {
  const own = turns.get(name) ?? [];
  const [, others] = [...turns].find(([other]) => other !== name) ?? [];
  const times = own.flatMap((turn) => turn.times);
  const parts = own.map(({ rate }, round) => rate / (others?.[round]?.rate ?? Number.NaN));
  return [
    shown(
      percentile(
        own.map(({ rate }) => rate),
        0.5,
      ),
    ),
    shown(percentile(times, 0.5)),
    shown(percentile(times, 0.99)),
    own.reduce((sum, turn) => sum + turn.others, 0),
    others === undefined ? "-" : `${shown(percentile(parts, 0.5), 2)} ×`,
  ];
}

let seed = 0;

async function turnOf(url: string, callers: number, seconds: number): Promise<Turn> {
  const bodies = textsOf(14, 20_000, ++seed).map((inputs) => JSON.stringify({ inputs }));
  const times: number[] = [];
  let others = 0;
  let next = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end && next < bodies.length) {
      const { status, milliseconds } = await send(`${url}/embed`, bodies[next++] ?? "");
      if (status === 200) times.push(milliseconds);
      else others += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { rate: (times.length * 1000) / (performance.now() - begun), times, others };
}
