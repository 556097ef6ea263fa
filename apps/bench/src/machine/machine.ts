import { loadavg } from "node:os";
import { platformReport } from "@nestvec/runtime-node";

/** The machine and what runs on it, for a reader of the figures. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  readonly onnxRuntime: string;
}

/** Looks at this machine. */
export async function describeMachine(): Promise<Machine> {
  const { system, processor, cores, memoryBytes, node, onnxRuntime } = await platformReport();
  const memoryGigabytes = Math.round(memoryBytes / 1e9);
  return { system, processor, cores, memoryGigabytes, node, onnxRuntime: onnxRuntime ?? "missing" };
}

/** How many threads wanted a core in the last minute, in the mean: more than there are cores means that figures are worth less. */
export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;
