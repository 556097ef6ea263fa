import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/**
 * Physical cores that this process may use, at least 1: where two threads of the processor share a core, the second adds nothing to matrix
 * products. Counted on Linux; elsewhere every core is taken for a physical one.
 * @example
 * ```ts
 * import { loadModel, physicalCores } from "@nestvec/runtime-node";
 *
 * // Leaves a core to others.
 * await using embedder = await loadModel("nestvec-mini", { threads: Math.max(1, physicalCores() - 1) });
 * console.log((await embedder.embed(["nesting dolls"])).vectors.length); // → 1
 * ```
 */
export function physicalCores(): number {
  const available = availableParallelism();
  if (process.platform !== "linux") return available;
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return coresOf(status, available, (cpu) => readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, "utf8"));
  } catch {
    return available;
  }
}

/** Cores by the kernel's own words: what it says of the process, at most `available`, and which processors share a core with one. */
export function coresOf(status: string, available: number, siblingsOf: (cpu: number) => string): number {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "";
  return Math.max(1, Math.min(available, new Set(cpuList(allowed).map(siblingsOf)).size));
}

/** The numbers of a list as the kernel writes it: `0-2,5`. */
export function cpuList(text: string): readonly number[] {
  return text.split(",").flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });
}
