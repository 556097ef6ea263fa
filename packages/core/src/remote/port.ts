/**
 * One end of a channel over which structured clones travel in order. A worker thread's `MessagePort`, a Web Worker and a child process's
 * channel become one with an adapter of a few lines.
 */
export interface RemotePort {
  /** Sends a message. Buffers in `transfer` are handed over, not copied, where the channel can; a channel that cannot, copies them. */
  postMessage(message: unknown, transfer: readonly ArrayBufferLike[]): void;
  /** Says who gets the messages; called once. What came before may be kept until then. */
  onMessage(listener: (message: unknown) => void): void;
  /** Sets the callback for the end of the port, which is called once, with the reason. */
  onClose(listener: (reason: string) => void): void;
  /** Ends the channel, for both sides. */
  close(): void;
}
