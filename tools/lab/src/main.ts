import { Command, CommanderError } from "commander";
import { addBulkCommand } from "./commands/bulk.ts";
import { addCascadeCommand } from "./commands/cascade.ts";
import { addCompiledCommand } from "./commands/compiled.ts";
import { addEngineCommand } from "./commands/engine.ts";
import { addQuantizedCommand } from "./commands/quantized.ts";
import { addRealModelsCommand } from "./commands/real-models.ts";
import { addServerCommand } from "./commands/server.ts";

// npm run -s lab -- …: what the engine and the server promise, shown. The exit code is 1 where a bound was missed, 2 for a wrong command line.
const program = new Command("lab")
  .description("Benchmarks of the engine and of the server, for those who work on nestvec.")
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "lab: ")) })
  .showHelpAfterError("(lab --help shows what can be typed)");
addEngineCommand(program);
addCompiledCommand(program);
addCascadeCommand(program);
addServerCommand(program);
addBulkCommand(program);
addQuantizedCommand(program);
addRealModelsCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own, help among them.
  if (!(error instanceof CommanderError)) process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}
