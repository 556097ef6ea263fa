import { setTimeout as sleep } from "node:timers/promises";
import { send } from "./http-client.ts";
import type { EmbeddingsTarget } from "./embeddings-target.ts";

/** Requests and when each is to be sent. */
export interface Planned {
  readonly target: EmbeddingsTarget;
  /** Milliseconds from the start, in order, one for each body. */
  readonly moments: readonly number[];
  readonly bodies: readonly string[];
  /** Milliseconds after which a request is given up. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came of one request. Times in milliseconds. */
export interface PlannedOutcome {
  /** The HTTP status, or what broke the connection. */
  readonly ended: string;
  /** From the moment it was planned for to the end of the answer. */
  readonly milliseconds: number;
  /** When it ended, from the start of all. */
  readonly endedAt: number;
  /** How long after its moment it was sent. */
  readonly lag: number;
}

/** Sends each request at its moment, or as soon after it as this process can. Waits for all answers. After an abort, nothing more is sent. */
export async function sendPlanned({ target, moments, bodies, patience, signal }: Planned): Promise<readonly PlannedOutcome[]> {
  const begun = performance.now();
  const passed = (): number => performance.now() - begun;
  const sendOne = async (moment: number, body: string): Promise<PlannedOutcome> => {
    const lag = passed() - moment;
    const limit = AbortSignal.timeout(patience);
    const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    const { status, problem } = await send(target.url, body, either, { headers: target.headers });
    const endedAt = passed();
    const broken = limit.aborted ? "given up" : (problem ?? "broken");
    return { ended: status === 0 ? broken : String(status), milliseconds: endedAt - moment, endedAt, lag };
  };
  const all: Promise<PlannedOutcome>[] = [];
  for (const [place, moment] of moments.entries()) {
    // Timers are not exact enough for one request at a time: what is due by now is sent at once.
    while (passed() < moment) {
      if (signal?.aborted === true) return Promise.all(all);
      await sleep(Math.min(100, Math.max(1, moment - passed())));
    }
    all.push(sendOne(moment, bodies[place] ?? ""));
  }
  return Promise.all(all);
}
