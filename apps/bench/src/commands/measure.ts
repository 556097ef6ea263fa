import { physicalCores } from "@nestvec/runtime-node";
import { type Command, Option } from "commander";
import type { MeasureChoice } from "../run/measure-choice.ts";
import { parts } from "../run/parts.ts";
import { benchModels } from "../run/bench-models.ts";
import { requireSense } from "../run/require-sense.ts";
import { requireWritable, writeOutputs } from "../run/write-outputs.ts";
import type { Context } from "../run/context.ts";
import { names, positive, positives } from "./option-values.ts";

/** `bench` itself: measures models, prints the tables, and writes what is asked for. */
export function addMeasureOptions(program: Command, context: Context): void {
  program
    .option("-m, --model <folders...>", "models, each a folder, ORG/NAME of the hub, or nestvec-mini", [
      process.env["NESTVEC_MODEL"] ?? "nestvec-mini",
    ])
    .option("--pull", "download ORG/NAME from the hub: what is not here, or is newer there")
    .addOption(new Option("--only <parts...>", "measure only these").choices(parts))
    .option("--layers <list>", "exits, such as 2,6 (default: all)", positives)
    .option("--tokens <list>", "lengths of the fixed shapes (default: 16 to 32768, as far as the model and the time go)", positives)
    .option("--batch <number>", "texts at once where throughput is measured", positive, 8)
    .option("--threads <number>", "threads of ONNX Runtime, the same for all variants", positive, physicalCores())
    .option("--rounds <number>", "rounds of each figure, where variants take turns", positive)
    .option("--seconds <number>", "for each model, quality aside; what does not fit is left out, and said", positive, 200)
    .option("--seed <number>", "of the random texts", positive, 1)
    .option("--provider <names...>", "execution providers beside the CPU: cpu,webgpu, or modules", names)
    .option("--data <files...>", "your own: texts (.txt, .jsonl) to time, pairs (.tsv) to judge quality by")
    .option("--field <name>", "the field of the text in a .jsonl file", "text")
    .option("--stsb <path>", "STS-benchmark, its folder or file: how well cosines follow judgements")
    .option("--banking77 <folder>", "Banking77's train.csv and test.csv: intents by nearest neighbours, and recall")
    .option("--limit <number>", "so many pairs or queries of each data set, taken evenly: a look, no table", positive)
    .option("--peers", "measure transformers.js and fastembed-js, too; npm brings them on their first use")
    .option("--python <program>", "measure the Python libraries that this Python has")
    .option("--python-model <folder>", "the model with the weights that PyTorch reads (default: the model itself)")
    .option("--json <file>", "write everything to a file, for bench compare")
    .option("--html <file>", "write a report with plots: one file that needs nothing else")
    .option("--write-table", "put the measured quality beside the model, where plan() reads it")
    .action(async (choice: MeasureChoice) => {
      requireSense(choice);
      await requireWritable(choice);
      const { results, stopped, failed } = await benchModels(choice, context);
      await writeOutputs(results, choice, context);
      if (failed || stopped) context.exitWith(1);
    });
}
