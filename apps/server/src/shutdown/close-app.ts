import type { FastifyInstance } from "fastify";

/**
 * Closes a server. Answers under way may be sent for some milliseconds; then every connection is closed. One that has sent nothing yet, or a part of a
 * request, is not idle to Node, and would keep the server open for as long as its client likes.
 */
export async function closeApp(app: FastifyInstance, milliseconds: number): Promise<void> {
  // Again and again: what the system had accepted before the listener was closed may come after the first time.
  const timer = setInterval(() => app.server.closeAllConnections(), Math.max(1, milliseconds));
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}
