import { isFloat32Array } from "../platform/typed-arrays.ts";
import { isNumber, object, type Check } from "../remote/checks.ts";
import type { RemotePort } from "../remote/port.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { rankByCosine } from "../vectors/rank.ts";

/** What goes to a ranking worker: the vectors once, all checked, and then queries. */
export type RankRequest =
  | ({ readonly type: "nestvec: hold" } & Matrix)
  | { readonly type: "nestvec: rank"; readonly id: number; readonly query: Float32Array; readonly topK: number };

/** What comes back: rows and their scores, best first. */
export interface RankReply {
  readonly type: "nestvec: ranked";
  readonly id: number;
  readonly rows: Uint32Array;
  readonly scores: Float64Array;
}

const isType =
  <Type extends string>(type: Type): Check<Type> =>
  (value): value is Type =>
    value === type;
const isArrayOf =
  <Numbers>(tag: string): Check<Numbers> =>
  (value): value is Numbers =>
    Object.prototype.toString.call(value) === `[object ${tag}]`;

const isHold = object<Extract<RankRequest, { type: "nestvec: hold" }>>({
  type: isType("nestvec: hold"),
  data: isFloat32Array,
  rows: isNumber,
  width: isNumber,
});
const isRank = object<Extract<RankRequest, { type: "nestvec: rank" }>>({
  type: isType("nestvec: rank"),
  id: isNumber,
  query: isFloat32Array,
  topK: isNumber,
});

/** Whether a message is an answer of a ranking worker. */
export const isRankReply: Check<RankReply> = object<RankReply>({
  type: isType("nestvec: ranked"),
  id: isNumber,
  rows: isArrayOf<Uint32Array>("Uint32Array"),
  scores: isArrayOf<Float64Array>("Float64Array"),
});

/**
 * Ranks, in a worker, what `Embedder.hold` sends there. An embedder starts such a worker by `startRanking` of its platform.
 * @example
 * ```ts
 * import { serveRanking } from "@nestvec/core/remote";
 * import { parentPort } from "node:worker_threads";
 *
 * const host = parentPort;
 * if (host !== null)
 *   serveRanking({
 *     postMessage: (message, transfer) => host.postMessage(message, transfer as readonly ArrayBuffer[]),
 *     onMessage: (listener) => void host.on("message", listener),
 *   });
 * ```
 */
export function serveRanking(port: Pick<RemotePort, "postMessage" | "onMessage">): void {
  let held: Matrix | undefined;
  port.onMessage((message) => {
    if (isHold(message)) held = message;
    if (!isRank(message) || held === undefined) return;
    const best = rankByCosine(message.query, held, message.topK);
    const rows = Uint32Array.from(best, ({ index }) => index);
    const scores = Float64Array.from(best, ({ score }) => score);
    port.postMessage({ type: "nestvec: ranked", id: message.id, rows, scores } satisfies RankReply, [rows.buffer, scores.buffer]);
  });
}
