import { positive } from "@nestvec/bench/measuring";
import type { Command } from "commander";
import { type BulkCommandOptions, runBulk } from "../bulk/bulk-command.ts";

/** `lab bulk`: what tables of vectors cost beside the model, and that nothing is lost. */
export function addBulkCommand(program: Command): void {
  program
    .command("bulk")
    .description(
      "tables of texts to tables of vectors: rows a second against plain calls and batches of 32, padding, memory, and kills at random moments",
    )
    .requiredOption("--texts <file...>", "files of texts, a line each; they are repeated with a number")
    .option("--rows <number>", "rows of the table", positive, 1_000_000)
    .option("--layer <number>", "the exit of the bundled model", positive, 2)
    .option("--sample <number>", "rows of each round of the comparison", positive, 8192)
    .option("--rounds <number>", "rounds of the comparison", positive, 5)
    .option("--kill-rows <number>", "rows of the table that is killed", positive, 40_000)
    .option("--kills <number>", "how often it is killed", positive, 20)
    .action(async (options: BulkCommandOptions) => {
      if (!(await runBulk(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}
