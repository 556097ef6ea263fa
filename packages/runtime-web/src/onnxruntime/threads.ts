import { invalidArgument } from "@nestvec/core";

/** How many threads there will be, and why not as many as were asked for. */
export interface ThreadChoice {
  readonly threads: number;
  readonly note?: string;
}

/** ONNX Runtime's own bound for the default: more gain little, and a page is not alone on its machine. */
const usualMost = 4;

/** What a page would ask for by mistake; WebAssembly would start them all. */
const most = 64;

/**
 * The threads of WebAssembly: half of the cores and at most 4 by default, 1 where the page is not cross-origin isolated, since threads
 * share their memory.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function chooseThreads(asked: number | undefined): ThreadChoice {
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1 || asked > most)) {
    const expected = `a whole number from 1 to ${most}, or left out`;
    throw invalidArgument("threads", asked, expected);
  }
  if (globalThis.crossOriginIsolated === true) {
    const cores = globalThis.navigator.hardwareConcurrency || 1;
    return { threads: asked ?? Math.min(usualMost, Math.ceil(cores / 2)) };
  }
  if (asked === undefined || asked === 1) return { threads: 1 };
  const note = `One thread in place of ${asked}: the page is not cross-origin isolated. Serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.`;
  return { threads: 1, note };
}
