import { fork } from "node:child_process";
import type { Findings } from "@nestvec/bench/measuring";
import { builtFile } from "./built-file.ts";
import type { Benchmark, Setting } from "./benchmark.ts";

/** What a benchmark found or, where its process ended before it had, why. */
export type Outcome = { readonly findings: Findings } | { readonly problem: string };

/** Runs a benchmark in a process of its own. What the process writes to stderr is seen. */
export function runInChild({ name }: Benchmark, setting: Setting): Promise<Outcome> {
  const child = fork(builtFile("engine-child.js"), [JSON.stringify({ name, setting })], {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve) => {
    let findings: Findings | undefined;
    child.on("message", (message) => (findings = message as Findings));
    child.on("error", (error) => resolve({ problem: error.message }));
    // Only then the next may begin. One that found something and did not end well has shown something, too.
    child.on("exit", (code, signal) => {
      resolve(findings !== undefined && code === 0 ? { findings } : { problem: `its process ended with ${signal ?? `exit code ${code}`}` });
    });
  });
}
