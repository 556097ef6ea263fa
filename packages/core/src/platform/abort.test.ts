import { expect, test } from "vitest";
import { onAbort, requireSignal } from "./abort.ts";

/** An AbortSignal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  return {
    controller,
    listeners: () => listeners,
    signal: {
      get aborted() {
        return signal.aborted;
      },
      addEventListener: (type: "abort", listener: () => void) => ((listeners += 1), signal.addEventListener(type, listener)),
      removeEventListener: (type: "abort", listener: () => void) => ((listeners -= 1), signal.removeEventListener(type, listener)),
    },
  };
}

test("a signal that many share has one listener, none when nobody waits, and calls back each who does", () => {
  const { controller, listeners, signal } = countedSignal();
  const called: number[] = [];
  const shared = (): void => void called.push(-1);
  const cancels = Array.from({ length: 1000 }, (_, call) => onAbort(signal, () => called.push(call)));
  expect(listeners()).toBe(1);
  for (const cancel of cancels) cancel();
  expect(listeners()).toBe(0);
  onAbort(signal, shared);
  onAbort(signal, shared)();
  onAbort(signal, () => called.push(7));
  expect(listeners()).toBe(1);
  controller.abort();
  expect(called).toEqual([-1, 7]);
});

test("without a signal there is nothing to call off; what is no signal is refused", () => {
  onAbort(undefined, () => expect.unreachable())();
  for (const wrong of [null, {}, 5, { aborted: false }])
    expect(() => requireSignal(wrong)).toThrow(/"signal" is .* must be an AbortSignal/);
  requireSignal(new AbortController().signal);
  requireSignal(undefined);
});
