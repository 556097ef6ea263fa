import { Argument, type Command } from "commander";
import { compareFiles, type CompareOptions } from "../compare/compare-files.ts";
import type { Context } from "../run/context.ts";
import { percent } from "./option-values.ts";

/** `bench compare`: two files of results, figure by figure. */
export function addCompareCommand(program: Command, context: Context): void {
  program
    .command("compare")
    .description("compare two files of results: which figures differ by more than their spreads")
    .addArgument(new Argument("<before>", "a file that --json wrote"))
    .addArgument(new Argument("<after>", "another"))
    .option("--fail-over <percent>", "exit code 1 where a latency is slower by more than this, beyond the spread", percent)
    .action(async (before: string, after: string, options: CompareOptions) => {
      const { text, hasFailed } = await compareFiles(before, after, options);
      context.print(text);
      if (hasFailed) context.exitWith(1);
    });
}
