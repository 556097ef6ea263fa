import type { FastifyInstance } from "fastify";

/** Bytes of a body that are read and thrown away after a request was refused. */
const mostBytes = 67_108_864;
/** How long they are waited for. */
const mostMilliseconds = 10_000;
/** How often both are looked at. */
const interval = 100;

/**
 * A request may be refused before its body has arrived. Closed at once, the connection would break under clients that send all before they read,
 * and they would see that instead of the refusal. So the rest of the body is read on, within bounds, and only then is the connection closed.
 */
export function boundUnreadBodies(app: FastifyInstance): void {
  app.addHook("onResponse", (request, _reply, done) => {
    done();
    const { raw } = request;
    const { socket } = raw;
    // Node reads on by itself what nobody took.
    if (raw.complete || socket.destroyed) return;
    const bytesBefore = socket.bytesRead;
    const until = performance.now() + mostMilliseconds;
    const timer = setInterval(() => {
      const isOver = raw.complete || socket.destroyed;
      const isTooMuch = socket.bytesRead - bytesBefore > mostBytes || performance.now() > until;
      if (isOver || isTooMuch) clearInterval(timer);
      if (isTooMuch && !isOver) socket.destroy();
    }, interval);
    timer.unref();
  });
}
