import type { Command } from "commander";
import type { Context } from "../process/context.ts";

/** `nestvec bench`: the measurements, whose options are their own. They are loaded only here, since they bring what no other command needs. */
export function addBenchCommand(program: Command, context: Context): void {
  program
    .command("bench")
    .description("Measure speed, memory and quality of every exit on this machine. nestvec bench --help lists its options.")
    .argument("[arguments...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (argv: readonly string[]) => {
      const { bench } = await import("@nestvec/bench");
      context.exitWith(await bench({ argv, command: "nestvec bench", signal: context.interruption.signal }));
    });
}
