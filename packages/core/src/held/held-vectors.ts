import { NestvecError } from "../errors/nestvec-error.ts";
import { isRankReply, type RankRequest } from "./rank-messages.ts";
import type { RemotePort } from "../remote/port.ts";
import type { Matrix } from "../runtime/tensor.ts";
import type { Scored } from "../vectors/best-scores.ts";
import { rankByCosine } from "../vectors/rank.ts";

/** Stored vectors in a worker, where queries are compared with them: the caller's thread does not stand still meanwhile. */
export interface HeldVectors {
  readonly space: string;
  readonly rows: number;
  readonly dimension: number;
  /**
   * The `topK` rows of highest cosine to a query, as `rankByCosine`.
   * @throws NestvecError ARGUMENT_INVALID, SHAPE_MISMATCH, DISPOSED; WORKER_DIED: hold the vectors again
   */
  rank(query: Float32Array, topK: number): Promise<readonly Scored[]>;
  /** Lets the vectors go. Rankings under way are finished first. */
  dispose(): Promise<void>;
}

const disposed = (): NestvecError => new NestvecError("DISPOSED", { what: "held vectors" });

/** Vectors that stay in this thread, for places without workers. */
export function heldHere(matrix: Matrix, space: string): HeldVectors {
  let kept: Matrix | undefined = matrix;
  return {
    space,
    rows: matrix.rows,
    dimension: matrix.width,
    async rank(query, topK) {
      if (kept === undefined) throw disposed();
      return rankByCosine(query, kept, topK);
    },
    async dispose() {
      kept = undefined;
    },
  };
}

/** Vectors that go over a port to `serveRanking`. `transfer`: their buffer is handed over, not copied. */
export function heldBehind(port: RemotePort, { data, rows, width }: Matrix, space: string, transfer: boolean): HeldVectors {
  const asked = new Map<number, { readonly resolve: (found: readonly Scored[]) => void; readonly reject: (error: unknown) => void }>();
  let lastId = 0;
  let closed: NestvecError | undefined;
  let allAnswered: (() => void) | undefined;
  const send = (request: RankRequest, buffers: readonly ArrayBufferLike[] = []): void => port.postMessage(request, buffers);

  function take(id: number): ReturnType<typeof asked.get> {
    const call = asked.get(id);
    asked.delete(id);
    if (asked.size === 0) allAnswered?.();
    return call;
  }

  port.onMessage((message) => {
    if (isRankReply(message))
      take(message.id)?.resolve(Array.from(message.rows, (index, at) => ({ index, score: message.scores[at] ?? 0 })));
  });
  port.onClose((reason) => {
    closed ??= new NestvecError("WORKER_DIED", { worker: "ranking worker", reason });
    for (const id of asked.keys()) take(id)?.reject(closed);
  });
  const isWhole = data.byteLength === data.buffer.byteLength;
  const own = transfer && !isWhole ? data.slice() : data;
  send({ type: "nestvec: hold", data: own, rows, width }, transfer ? [own.buffer] : []);

  return {
    space,
    rows,
    dimension: width,
    async rank(query, topK) {
      if (closed !== undefined) throw closed;
      // Here, so that what is wrong is told with the caller's stack.
      rankByCosine(query, { data: new Float32Array(), rows: 0, width: 0 }, topK);
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        send({ type: "nestvec: rank", id, query, topK });
      });
    },
    async dispose() {
      if (closed !== undefined) return;
      closed = disposed();
      if (asked.size > 0) await new Promise<void>((resolve) => (allAnswered = resolve));
      port.close();
    },
  };
}
