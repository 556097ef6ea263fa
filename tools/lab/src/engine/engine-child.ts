import type { Setting } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";

/** What the process of one benchmark is given as its argument. */
interface BenchmarkTask {
  readonly name: string;
  readonly setting: Setting;
}

// One benchmark in a process of its own: its memory and its children are those of nothing else. Without a host there is nobody to
// tell: it ends with its channel, also in the middle of the work.
process.on("disconnect", () => process.exit());
const { name, setting } = JSON.parse(process.argv[2] ?? "") as BenchmarkTask;
const findings = await benchmarks.find((benchmark) => benchmark.name === name)?.run(setting);
process.send?.(findings, () => process.disconnect());
