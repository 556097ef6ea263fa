import type { Readable } from "node:stream";

/** Bytes that may wait to be taken before the network is told to wait, too. */
const mostWaiting = 4 * 2 ** 20;

/**
 * What an answer holds, as it comes. Unlike a stream's own iterator, it gives all that came before it throws what broke the connection: a stream
 * drops what nobody has taken yet, and that would have to come again. Listens from the call on: an answer may end before it is read.
 */
export function bodyChunks(body: Readable): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  body.on("data", (chunk: Uint8Array) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes > mostWaiting) body.pause();
    wake?.();
  });
  const ended = (ending: { readonly error?: unknown }): void => {
    end ??= ending;
    wake?.();
  };
  body.on("end", () => ended({}));
  body.on("error", (error) => ended({ error }));
  body.on("close", () => ended({ error: new Error("it was closed too early") }));
  if (body.destroyed) ended({ error: body.errored ?? new Error("it was closed too early") });

  return (async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = waiting.shift();
        if (chunk !== undefined) {
          bytes -= chunk.length;
          if (bytes <= mostWaiting && body.isPaused()) body.resume();
          yield chunk;
        } else if (end !== undefined) {
          if (end.error !== undefined) throw end.error;
          return;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      body.destroy();
    }
  })();
}
