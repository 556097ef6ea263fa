/**
 * Calls back once, so many milliseconds later, or with 0 in the next turn of the event loop; returns what calls it off. Turns go over a
 * message channel, since browsers let timers that start one another wait for 4 ms or, in pages that are not seen, for a second.
 */
export function after(milliseconds: number, callback: () => void): () => void {
  if (milliseconds > 0) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  }
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    callback();
  });
  port1.start();
  port2.postMessage(undefined);
  return () => port1.close();
}
