import type { Embedder } from "../embedder/embedder.ts";
import { isMessage, type Reply, type Request } from "./messages.ts";
import { remoteMethods, type RemoteMethod } from "./methods.ts";
import { packAnswer } from "./packed-answer.ts";
import type { RemotePort } from "./port.ts";
import { errorToData } from "./remote-error.ts";
import { cancellation, type Cancellation } from "./signals.ts";

/**
 * Answers the calls that come over a port with an embedder, or with one that is opened now. What opening it throws goes to the
 * caller. The buffers of answers are handed over. When the port closes, what runs is aborted and the embedder is disposed.
 */
export function serveEmbedder(port: RemotePort, open: Embedder | (() => Promise<Embedder>)): void {
  const opening = (async () => (typeof open === "function" ? open() : open))();
  const running = new Map<number, Cancellation>();
  const send = (reply: Reply, transfer: readonly ArrayBufferLike[] = []): void => port.postMessage(reply, transfer);

  opening
    .then((embedder) => embedder.info())
    .then(
      ({ name }) => send({ type: "ready", model: name }),
      (error: unknown) => send({ type: "refused", error: errorToData(error) }),
    );
  port.onMessage((message) => {
    if (!isMessage<Request>(message, ["call", "cancel", "dispose"])) return;
    if (message.type === "cancel") return running.get(message.id)?.abort(message.reason);
    void answer(message.id, () => (message.type === "call" ? call(message) : dispose()));
  });
  port.onClose((reason) => {
    for (const { abort } of running.values()) abort(reason);
    dispose().catch(() => {
      // Nobody is left to be told.
    });
  });

  async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
    try {
      const { packed, transfer } = packAnswer(await work());
      send({ type: "answer", id, answer: packed }, transfer);
    } catch (error) {
      send({ type: "failure", id, error: errorToData(error) });
    }
  }

  async function call({ id, method, input, signalled }: Extract<Request, { type: "call" }>): Promise<unknown> {
    const cancel = cancellation();
    running.set(id, cancel);
    try {
      const embedder = await opening;
      const withSignal = signalled === undefined ? input : input.with(signalled, { ...Object(input[signalled]), signal: cancel.signal });
      return await methodOf(embedder, method)(...withSignal);
    } finally {
      running.delete(id);
    }
  }

  async function dispose(): Promise<void> {
    await (await opening).dispose();
  }
}

type AnyMethod = (...input: readonly unknown[]) => Promise<unknown>;

// Both sides are the same version, and only the methods of the list are called: what the arguments are was checked where they were given.
function methodOf(embedder: Embedder, method: string): AnyMethod {
  if (!Object.hasOwn(remoteMethods, method)) throw new TypeError(`no method "${method}"`);
  const found = embedder[method as RemoteMethod] as AnyMethod;
  return found.bind(embedder);
}
