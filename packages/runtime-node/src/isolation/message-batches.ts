/** Messages that go over a channel together, in their order. */
export interface Outbox {
  /** Sends a message with those that the same turn of work brings: the answers of texts that ran together are one message, for which both sides wake up once. */
  post(message: unknown): void;
  /** Sends a message, and what waits before it, at once: the sender is about to be blocked. */
  postNow(message: unknown): void;
}

/** @see Outbox */
export function messageBatches(send: (batch: readonly unknown[]) => void): Outbox {
  let waiting: unknown[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    send(batch);
  };
  return {
    post(message) {
      // Called when every promise that is settled by now has had its turn.
      if (waiting.push(message) === 1) process.nextTick(flush);
    },
    postNow(message) {
      waiting.push(message);
      flush();
    },
  };
}

/** The messages of a batch. What is none is a message of somebody else's. */
export const messagesOf = (batch: unknown): readonly unknown[] => (Array.isArray(batch) ? batch : []);
