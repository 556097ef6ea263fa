import { type Command, Option } from "commander";
import type { PullRequest } from "../actions/pull.ts";
import type { Context } from "../process/context.ts";
import { addReportOption, dtypes, examples } from "../options/shared-options.ts";
import { counts } from "../options/option-values.ts";

/** `nestvec pull`: a model from the hub. */
export function addPullCommand(program: Command, context: Context): void {
  const command = program
    .command("pull")
    .description("Download a model from the Hugging Face hub: the files that its exits need, into the hub's own cache.")
    .argument("<name>", "ORG/NAME of the model")
    .option("--revision <name>", "a branch, a tag or a commit (default: main)")
    .option("--layers <list>", "these exits only, such as 6,11 (default: all)", counts)
    .addOption(new Option("--dtype <type>", "which of the model's graphs, by what its weights are kept in (default: auto)").choices(dtypes))
    .option("--file <name>", "which of the model's graphs, by its name, such as model_O3.onnx")
    .option("--weights", "the files that nestvec compile needs, such as model.safetensors, in place of graphs")
    .option("--to <folder>", "a folder for the model's files alone, in place of the cache")
    .option("--lock-file <file>", "where commit and digests are written down", "nestvec.lock.json")
    .option("--no-lock-file", "write nothing down")
    .option("--frozen", "download just what the lock file says, or nothing");
  addReportOption(command)
    .option("--verbose", "with an error, print where it came from")
    .addHelpText(
      "after",
      `
HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE, HTTPS_PROXY and NO_PROXY are honoured.
${examples(
  "nestvec pull BAAI/bge-small-en-v1.5",
  "nestvec pull llm-semantic-router/mmbert-embed-32k-2d-matryoshka --layers 6 --to ./mmbert",
  "nestvec pull BAAI/bge-small-en-v1.5 --frozen",
)}`,
    )
    .action(async (name: string, options: PullRequest) => (await import("../actions/pull.ts")).pull(name, options, context));
}
