import { NestvecError } from "@nestvec/core";
import { builtFile } from "../children/built-file.ts";
import { openChild, type MeasuredChild } from "../children/measured-child.ts";
import type { Cell } from "./cell.ts";
import type { ShapeAnswer, ShapeRequest, ShapesTask } from "./shape-request.ts";

/** Why a cell cannot be run. */
export interface Problem {
  /** A sentence. */
  readonly problem: string;
  /** Whether whatever is larger is not worth trying. */
  readonly isLimit: boolean;
}

/** One provider, in a process of its own that is started anew where a shape was too much for it. */
export interface ProviderProcess {
  readonly provider: string;
  /** Runs a cell some times after some that do not count. Resolves with the milliseconds of one run, or why there are none. @throws NestvecError ABORTED */
  run(cell: Cell, times: Pick<ShapeRequest, "runs" | "warmUps">): Promise<number | Problem>;
  close(): Promise<void>;
}

/**
 * Starts a provider's process.
 * @throws NestvecError MODEL_NOT_FOUND and its like, WORKER_DIED, ABORTED
 */
export async function openProvider(task: ShapesTask, signal?: AbortSignal): Promise<ProviderProcess> {
  const open = (): Promise<MeasuredChild> => openChild({ file: builtFile("shapes-child.js"), arguments: [JSON.stringify(task)], signal });
  let child = await open();
  return {
    provider: task.provider.name,
    async run(cell, times) {
      try {
        const request: ShapeRequest = { ...cell, ...times };
        const { milliseconds, isOneBatch } = await child.ask<ShapeAnswer>(request);
        return isOneBatch ? milliseconds : { problem: "The attention scores of so many texts need too much memory.", isLimit: true };
      } catch (error) {
        if (NestvecError.is(error, "ABORTED") || !(error instanceof Error)) throw error;
        const died = NestvecError.is(error, "WORKER_DIED");
        if (died) child = await open();
        return { problem: error.message, isLimit: died };
      }
    },
    close: () => child.close(),
  };
}
