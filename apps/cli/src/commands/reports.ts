import { Argument, Option, type Command } from "commander";
import type { PlanChoice } from "../actions/plan.ts";
import type { VerifyRequest } from "../actions/verify.ts";
import type { Context } from "../process/context.ts";
import { addModelOptions, addReportOption, dtypes, examples, type ModelChoice, type ReportChoice } from "../options/shared-options.ts";
import { count, decimal, poolings } from "../options/option-values.ts";

/** `nestvec info`: what is known of a model. */
export function addInfoCommand(program: Command, context: Context): void {
  addModelOptions(
    addReportOption(program.command("info").description("Show what a model is: its exits, dimensions, limit, pooling, prompts.")),
  )
    .addHelpText("after", examples("nestvec info", "nestvec info --model ./mmbert-onnx --format json"))
    .action(async (options: ModelChoice & ReportChoice) => (await import("../actions/info.ts")).info(options, context));
}

/** `nestvec layers`: the exits of a model and their files. */
export function addLayersCommand(program: Command, context: Context): void {
  addModelOptions(
    addReportOption(program.command("layers").description("List a model's exits: their files, which are there, their spaces.")),
  )
    .addHelpText("after", examples("nestvec layers", "nestvec layers --model ./mmbert-onnx"))
    .action(async (options: ModelChoice & ReportChoice) => (await import("../actions/layers.ts")).layers(options, context));
}

/** `nestvec plan`: choose a cut. */
export function addPlanCommand(program: Command, context: Context): void {
  const command = program
    .command("plan")
    .description("Choose a cut by quality, from the model's own table, and by time, as measured on this machine.")
    .option("--min-quality <number>", "in the table's units, such as 80 for a Spearman correlation of 0.80", decimal)
    .option("--max-milliseconds <number>", "for one text; measures this machine first where that was not done", decimal)
    .option("--tokens <count>", "length of that text (default: 128, or the model's limit)", count)
    .option("--table <name>", "the quality table to go by (default: the model's first)")
    .option("--also <folders...>", "other forms of the model, such as one in int8, whose exits are further cuts");
  addModelOptions(addReportOption(command))
    .addHelpText(
      "after",
      examples(
        "nestvec plan --min-quality 80",
        "nestvec plan --max-milliseconds 20 --tokens 32",
        "nestvec plan --min-quality 80 --model ./mmbert --also ./mmbert-int8",
      ),
    )
    .action(async (options: PlanChoice) => (await import("../actions/plan.ts")).plan(options, context));
}

/** `nestvec calibrate`: measure this machine. */
export function addCalibrateCommand(program: Command, context: Context): void {
  const command = program
    .command("calibrate")
    .description("Measure milliseconds by exit and length on this machine, in at most 10 seconds, and keep them for plan.");
  addModelOptions(addReportOption(command))
    .addHelpText("after", examples("nestvec calibrate", "nestvec calibrate --threads 1 --format json"))
    .action(async (options: ModelChoice & ReportChoice) => (await import("../actions/calibrate.ts")).calibrate(options, context));
}

/** `nestvec doctor`: is everything in order? */
export function addDoctorCommand(program: Command, context: Context): void {
  const command = program
    .command("doctor")
    .description("Check this machine and the model: opens every exit and embeds a sentence. Exit code 1 if something is wrong.");
  addModelOptions(addReportOption(command))
    .addHelpText("after", examples("nestvec doctor", "nestvec doctor --model ./mmbert-onnx --format json"))
    .action(async (options: ModelChoice & ReportChoice) => (await import("../actions/doctor.ts")).doctor(options, context));
}

/** `nestvec verify`: are these the files that were published, and may they be opened? */
export function addVerifyCommand(program: Command, context: Context): void {
  const command = program
    .command("verify")
    .description("Verify a model's files: digests, graphs, tokenizer, golden vectors. Exit code 1 if something is wrong.")
    .addArgument(new Argument("[model]", "the model's folder, or ORG/NAME of the Hugging Face hub's cache (default: that of --model)"))
    .addOption(new Option("-m, --model <folder>", "the same").env("NESTVEC_MODEL").default("nestvec-mini", "nestvec-mini, bundled"))
    .addOption(new Option("--dtype <type>", "which of the model's graphs is loaded (default: auto)").choices(dtypes))
    .option("--model-file <name>", "which of the model's graphs is loaded, by its name")
    .option("--pooling <modes>", "where the model's files do not say", poolings)
    .option("--lock-file <file>", "what nestvec pull wrote (default: nestvec.lock.json)")
    .option("--repository <name>", "what the lock file calls the model, ORG/NAME (default: as in the hub's cache)")
    .option("--verbose", "with an error, print where it came from");
  addReportOption(command)
    .addHelpText("after", examples("nestvec verify", "nestvec verify ./mmbert-onnx --format json"))
    .action(async (model: string | undefined, options: VerifyRequest & Pick<ModelChoice, "model">) =>
      (await import("../actions/verify.ts")).verify(model ?? options.model, options, context),
    );
}

/** `nestvec demo`: a first look. */
export function addDemoCommand(program: Command, context: Context): void {
  addModelOptions(program.command("demo").description("A first look: related and unrelated sentences at several cuts."))
    .addHelpText("after", examples("nestvec demo"))
    .action(async (options: ModelChoice) => (await import("../actions/demo.ts")).demo(options, context));
}
