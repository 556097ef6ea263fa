import { NestvecError } from "../errors/nestvec-error.ts";
import { isRankReply, type RankRequest } from "./rank-messages.ts";
import type { RemotePort } from "../remote/port.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { requireCount, type Scored } from "../vectors/best-scores.ts";
import { rankByCosine, requireQuery } from "../vectors/rank.ts";

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

/** How vectors are held. */
export interface HoldHooks {
  /** Starts a worker that ranks; without it the vectors stay in this thread. */
  readonly start: (() => RemotePort) | undefined;
  /** Whether the buffer of the vectors is handed over, not copied. */
  readonly transfer: boolean;
  /** Is called when they are let go. */
  readonly onDispose: () => void;
}

/** Holds vectors in a worker that is started for them, or in this thread where there are no workers. */
export function hold(matrix: Matrix, space: string, { start, transfer, onDispose }: HoldHooks): HeldVectors {
  const held = start === undefined ? heldHere(matrix, space) : heldBehind(start(), matrix, space, transfer);
  return {
    ...held,
    dispose() {
      onDispose();
      return held.dispose();
    },
  };
}

function heldHere(matrix: Matrix, space: string): HeldVectors {
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

/** Vectors that go over a port to `serveRanking`. */
function heldBehind(port: RemotePort, { data, rows, width }: Matrix, space: string, transfer: boolean): HeldVectors {
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
  // A view would travel with the whole buffer behind it: what is not all of its buffer is copied here, and that copy is handed over.
  const isWhole = data.byteLength === data.buffer.byteLength;
  const own = isWhole ? data : data.slice();
  send({ type: "nestvec: hold", data: own, rows, width }, transfer || !isWhole ? [own.buffer] : []);

  return {
    space,
    rows,
    dimension: width,
    async rank(query, topK) {
      if (closed !== undefined) throw closed;
      requireQuery(query);
      requireCount(topK);
      const id = ++lastId;
      const sent = query.slice();
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        send({ type: "nestvec: rank", id, query: sent, topK }, [sent.buffer]);
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
