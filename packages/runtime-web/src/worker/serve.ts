import { serveEngine, serveRanking } from "@nestvec/core/remote";
import { clock } from "../platform/web-platform.ts";
import { openHere } from "../open/open-here.ts";
import type { WebBuild } from "../onnxruntime/web-runtime.ts";
import { isOpenMessage, rankMessage, type HostMessage } from "./messages.ts";

/** The part of a worker's global scope used here: its types and those of a page cannot be had together. */
interface WorkerScope {
  readonly name: string;
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<unknown>) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent<unknown>) => void): void;
  close(): void;
}

/**
 * Serves, in a Web Worker, the model that its page asks for. ONNX Runtime's own threads run the file that it was built into, which may be
 * the worker's: they are none of ours.
 */
export function serveWorker(build: WebBuild): void {
  const scope = globalThis as unknown as WorkerScope;
  if (scope.name.startsWith("em-pthread")) return;
  const tell = (message: HostMessage): void => scope.postMessage(message, []);
  const port = {
    postMessage: (message: unknown, transfer: readonly ArrayBufferLike[]) => scope.postMessage(message, transfer as readonly ArrayBuffer[]),
    onMessage: (listener: (message: unknown) => void) => scope.addEventListener("message", ({ data }) => listener(data)),
    // A worker ends with its page, which tells it nothing.
    onClose: () => {},
    close: () => scope.close(),
  };
  const open = ({ data }: MessageEvent<unknown>): void => {
    if (data === rankMessage) {
      scope.removeEventListener("message", open);
      return serveRanking(port);
    }
    if (!isOpenMessage(data)) return;
    scope.removeEventListener("message", open);
    const watch = {
      begin: () => tell({ type: "nestvec: create", step: "begin" }),
      end: () => tell({ type: "nestvec: create", step: "end" }),
    };
    serveEngine(port, clock, ({ onProgress }) => openHere(build, data.request, { watch, onProgress }));
  };
  scope.addEventListener("message", open);
}
