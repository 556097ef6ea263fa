import type { RunWatch } from "../onnxruntime/run-watch.ts";

// A worker thread that is torn down in native code takes the process with it: "terminate called after throwing an instance of
// 'Napi::Error'", exit code 134. Node tears threads down on process.exit and after an uncaught exception, having called the
// listeners of "exit". So the thread says in shared memory when it is in native code, and "exit" closes the gate and waits for that.

/** Numbers in the shared memory: native calls under way, whether the gate is closed, and one that never changes. */
const place = { running: 0, closed: 1, never: 2 } as const;

/** Memory for the gate of one thread. */
export const gateMemory = (): SharedArrayBuffer => new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);

/** The thread's side: native code is entered through the gate. At a closed gate the thread stops for good, outside native code. */
export function gateWatch(memory: SharedArrayBuffer): RunWatch {
  const gate = new Int32Array(memory);
  const leave = (): void => {
    Atomics.sub(gate, place.running, 1);
    Atomics.notify(gate, place.running);
  };
  return {
    begin() {
      // First said, then looked: whoever closes first closes and then looks, so that one of the two sees the other.
      Atomics.add(gate, place.running, 1);
      if (Atomics.load(gate, place.closed) === 0) return;
      leave();
      Atomics.wait(gate, place.never, 0);
    },
    end: leave,
  };
}

const gates = new Set<Int32Array>();

/**
 * Lets the host's end wait until the thread is outside native code: at most the run that it is in.
 * @returns what to call when the thread is gone
 */
export function waitAtExit(memory: SharedArrayBuffer): () => void {
  const gate = new Int32Array(memory);
  // Before the listeners of others, which may call process.exit again.
  if (gates.size === 0) process.prependListener("exit", closeGates);
  gates.add(gate);
  return () => {
    gates.delete(gate);
    if (gates.size === 0) process.off("exit", closeGates);
  };
}

function closeGates(): void {
  for (const gate of gates) Atomics.store(gate, place.closed, 1);
  for (const gate of gates) {
    for (;;) {
      const running = Atomics.load(gate, place.running);
      if (running <= 0) break;
      Atomics.wait(gate, place.running, running);
    }
  }
}
