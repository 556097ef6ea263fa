import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import type { ResidentMemory } from "./resident-memory.ts";

/** What one child process says. */
interface Measurement {
  readonly model: string;
  readonly layer: number;
  readonly openMilliseconds: number;
  readonly start: ResidentMemory;
  readonly loaded: ResidentMemory;
  readonly opened: ResidentMemory;
  readonly used: ResidentMemory;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { layers: { type: "string" }, tokens: { type: "string", default: "128" }, rounds: { type: "string", default: "2" } },
});
const models = positionals.length === 0 ? ["nestvec-mini"] : positionals;
const layers = values.layers?.split(",") ?? [""];
const child = fileURLToPath(new URL("memory-child.js", import.meta.url));
const run = promisify(execFile);

process.stdout.write(
  "| model | layer | tokenizer and config, private MB | exit opened, private MB | in use, private MB | in use, resident MB | peak MB | open ms |\n",
);
process.stdout.write("|---|---|---|---|---|---|---|---|\n");
// Rounds are interleaved, so that a slow moment of the machine does not fall on one arm alone.
for (let round = 0; round < Number(values.rounds); round++) {
  for (const model of models) {
    for (const layer of layers) {
      const { stdout } = await run(process.execPath, [child, model, layer, values.tokens]);
      const measured = JSON.parse(stdout) as Measurement;
      const { loaded, opened, used, openMilliseconds } = measured;
      const cells = [model, measured.layer, loaded.private, opened.private, used.private, used.resident, used.peak, openMilliseconds];
      process.stdout.write(`| ${cells.map((cell) => (typeof cell === "number" ? Math.round(cell) : cell)).join(" | ")} |\n`);
    }
  }
}
