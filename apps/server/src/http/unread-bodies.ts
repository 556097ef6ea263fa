import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/** Bytes of a body that are read and thrown away after a request was refused. */
const mostBytes = 67_108_864;
/** How long they are waited for. */
const mostMilliseconds = 10_000;
/** How often both are looked at. */
const interval = 50;

/**
 * A request may be refused before its body has arrived. Closed at once, the connection would break under clients that send all before they read,
 * and they would see that instead of the refusal. So the rest of the body is read on, within bounds, and only then is the connection closed.
 */
export function boundUnreadBodies(app: FastifyInstance): void {
  app.addHook("onSend", ({ raw }, _reply, payload, done) => {
    if (!raw.complete) closeLater(raw);
    done(null, payload);
  });
  app.addHook("onResponse", ({ raw }, _reply, done) => {
    done();
    // Node reads on by itself what nobody took.
    if (!raw.complete && !raw.socket.destroyed) waitForRest(raw);
  });
}

/** Where Node would close the connection after the answer, it only ends the sending side while the body is not there in whole. */
function closeLater(request: IncomingMessage): void {
  const { socket } = request;
  socket.destroySoon = () => {
    Reflect.deleteProperty(socket, "destroySoon");
    if (request.complete) socket.destroySoon();
    else socket.end();
  };
}

function waitForRest(request: IncomingMessage): void {
  const { socket } = request;
  const bytesBefore = socket.bytesRead;
  const until = performance.now() + mostMilliseconds;
  const timer = setInterval(() => {
    const isTooMuch = socket.bytesRead - bytesBefore > mostBytes || performance.now() > until;
    if (!isTooMuch && !request.complete && !socket.destroyed) return;
    clearInterval(timer);
    Reflect.deleteProperty(socket, "destroySoon");
    // A connection that is kept has more requests to come.
    if (isTooMuch || socket.writableEnded) socket.destroy();
  }, interval);
  timer.unref();
}
