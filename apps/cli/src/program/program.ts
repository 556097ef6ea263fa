import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addBenchCommand } from "../commands/bench.ts";
import { addBulkCommand } from "../commands/bulk.ts";
import type { Context } from "../process/context.ts";
import { addCompileCommand } from "../commands/compile.ts";
import { addEmbedCommand } from "../commands/embed.ts";
import { examples } from "../options/shared-options.ts";
import { addPlaygroundCommand } from "../commands/playground.ts";
import {
  addCalibrateCommand,
  addDemoCommand,
  addDoctorCommand,
  addInfoCommand,
  addLayersCommand,
  addPlanCommand,
  addVerifyCommand,
} from "../commands/reports.ts";
import { addPullCommand } from "../commands/pull.ts";
import { addQuantizeCommand } from "../commands/quantize.ts";
import { addServeCommand } from "../commands/serve.ts";
import { addSearchCommand } from "../commands/search.ts";
import { addSimilarityCommand } from "../commands/similarity.ts";
import { addTokenizeCommand } from "../commands/tokenize.ts";

/** Where help, version and complaints about the command line go, and what is called before a command runs. */
export interface ProgramHooks {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly beforeCommand: (options: { readonly verbose?: boolean }) => void;
}

/** The whole command line. Throws commander's `CommanderError` instead of ending the process. Loads no model and no ONNX Runtime. */
export function buildProgram(context: Context, hooks: ProgramHooks): Command {
  const program = new Command("nestvec")
    .description("Text embeddings that nest: leave the model early, keep fewer numbers.")
    .version(packageVersion(), "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut: hooks.print,
      writeErr: hooks.complain,
      outputError: (text, write) => write(text.replace(/^error: /, "nestvec: ")),
    })
    .showHelpAfterError("(nestvec --help shows what can be typed)")
    .hook("preAction", (_program, command) => hooks.beforeCommand(command.opts()))
    .addHelpText(
      "after",
      examples(
        "nestvec demo",
        'nestvec similarity "A man is playing a guitar." "Someone plays music."',
        "nestvec embed --file sentences.txt --output vectors.npy",
        "nestvec help search",
      ),
    );
  addDemoCommand(program, context);
  addEmbedCommand(program, context);
  addBulkCommand(program, context);
  addSimilarityCommand(program, context);
  addSearchCommand(program, context);
  addTokenizeCommand(program, context);
  addInfoCommand(program, context);
  addLayersCommand(program, context);
  addPlanCommand(program, context);
  addCalibrateCommand(program, context);
  addDoctorCommand(program, context);
  addVerifyCommand(program, context);
  addPullCommand(program, context);
  addCompileCommand(program, context);
  addQuantizeCommand(program, context);
  addBenchCommand(program, context);
  addPlaygroundCommand(program, context);
  addServeCommand(program, context);
  return program;
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL(import.meta.resolve("nestvec/package.json")), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}
