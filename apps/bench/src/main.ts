#!/usr/bin/env node
import { bench } from "./commands/bench.ts";

const controller = new AbortController();
// The first Ctrl-C ends the work in order; the second is the system's.
process.once("SIGINT", () => controller.abort());
process.once("SIGTERM", () => controller.abort());

try {
  process.exitCode = await bench({ argv: process.argv.slice(2), command: "nestvec-bench", signal: controller.signal });
} catch (error) {
  process.stderr.write(`nestvec-bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
