import type { Command } from "commander";
import type { Context } from "../process/context.ts";

/** `nestvec serve`: the server, whose flags are its own. It is loaded only here, since it brings much that no other command needs. */
export function addServeCommand(program: Command, context: Context): void {
  program
    .command("serve")
    .description(
      "Serve embeddings over HTTP: OpenAI's, TEI's, Cohere's, Ollama's and other interfaces. nestvec serve --help lists its flags.",
    )
    .argument("[flags...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (argv: readonly string[]) => {
      // The server has two stages of stopping, and drains between them.
      context.interruption.dispose();
      const { serve } = await import("@nestvec/server");
      context.exitWith(await serve({ argv, environment: process.env, command: "nestvec serve" }));
    });
}
