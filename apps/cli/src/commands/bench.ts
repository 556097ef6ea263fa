import type { Command } from "commander";
import type { Context } from "../process/context.ts";

/** `nestvec bench`: the measurements, whose options are their own. They are a package that is installed apart. */
export function addBenchCommand(program: Command, context: Context): void {
  program
    .command("bench")
    .description(
      "Measure speed, memory and quality of every exit on this machine. It needs @nestvec/bench; nestvec bench --help lists its options.",
    )
    .argument("[arguments...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (argv: readonly string[]) => {
      const { fromPackage } = await import("../process/optional-package.ts");
      const { bench } = await fromPackage("@nestvec/bench", "nestvec bench", () => import("@nestvec/bench"));
      context.exitWith(await bench({ argv, command: "nestvec bench", signal: context.interruption.signal }));
    });
}
