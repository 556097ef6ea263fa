import type { Command } from "commander";
import type { PlaygroundChoice } from "../playground/listen.ts";
import type { Context } from "../process/context.ts";
import { examples } from "../options/shared-options.ts";
import { port } from "../options/option-values.ts";

/** `nestvec playground`: a page to try a model in a browser. */
export function addPlaygroundCommand(program: Command, context: Context): void {
  program
    .command("playground")
    .description("Serve a page to try a model in a browser, until Ctrl-C. Nothing leaves this machine. It needs @nestvec/playground.")
    .option("--port <number>", "the port; 0 takes any that is free", port, 5317)
    .option(
      "--host <address>",
      "the address to listen at; browsers keep files and use threads only on localhost and over https",
      "localhost",
    )
    .option("-m, --model <folder>", "a model's folder, in place of the bundled nestvec-mini; of a compiled one, exits resume")
    .option("--verbose", "with an error, print where it came from")
    .addHelpText("after", examples("nestvec playground", "nestvec playground --port 0", "nestvec playground --model ./mmbert-compiled"))
    .action(async (options: PlaygroundChoice) => (await import("../actions/playground.ts")).playground(options, context));
}
