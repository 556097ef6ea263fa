import { MessageChannel, type MessagePort } from "node:worker_threads";
import { onTestFinished } from "vitest";
import type { EmbedRequest, EncodeAnswer, Engine } from "../../engine/engine.ts";
import type { After } from "../../platform/platform.ts";
import type { RemotePort } from "../port.ts";
import { remoteEngine, type RemoteEngine } from "../remote-engine.ts";
import { serveEngine } from "../serve-engine.ts";

/** A Node message port as the protocol's. */
const adapted = (port: MessagePort): RemotePort => ({
  postMessage: (message, transfer) => port.postMessage(message, transfer as readonly ArrayBuffer[]),
  onMessage: (listener) => port.on("message", listener),
  onClose: (listener) => port.on("close", () => listener("closed")),
  close: () => port.close(),
});

/** Both ends of a channel, which goes when the test ends. */
export function channel(): { here: RemotePort; there: RemotePort } {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return { here: adapted(port1), there: adapted(port2) };
}

export const clock = (): number => performance.now();
export const after: After = (milliseconds, callback) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};

const rest = { space: "s", provider: "cpu", timings: { tokenizing: 0, waiting: 0, running: 1 } } as const;

/** The answer of an engine that gives some numbers. */
export const answerOf = (data: Float32Array): EncodeAnswer => ({ ...rest, data, tokens: [3], truncated: [false] });

/** A request of one text. */
export const request: EmbedRequest = { texts: ["a"], prompt: "", truncate: "end", maxTokens: 8, layer: 1, dimension: 2, normalize: true };

/** The parts of an engine that a test needs; the protocol calls no others. */
export const engineWith = (parts: Partial<Engine>): Engine => ({ dispose: async () => {}, ...parts }) as Engine;

/** An engine that is served on the other side of a channel. */
export function connected(parts: Partial<Engine>, options: Partial<Parameters<typeof remoteEngine>[1]> = {}): RemoteEngine {
  const { here, there } = channel();
  serveEngine(there, clock, async () => engineWith(parts));
  return remoteEngine(here, { clock, after, ...options });
}
