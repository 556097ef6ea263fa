import type { Span } from "./span.ts";

/** One way to a collector. */
export interface SpanSender {
  /** Sends spans within so many milliseconds. Resolves with why they were not taken, or undefined. @throws where there is no answer */
  send(spans: readonly Span[], serviceName: string, milliseconds: number): Promise<string | undefined>;
  close(): void;
}
