import { positive } from "@nestvec/bench/measuring";
import { physicalCores } from "@nestvec/runtime-node";
import { InvalidArgumentError, type Command } from "commander";
import { compareCompiled, type CompiledOptions } from "../compiled/compiled-command.ts";
import { compareInt8, type Int8Options } from "../compiled/int8-command.ts";
import { compareInt8Peers, type Int8PeersOptions } from "../compiled/int8-peers.ts";
import { measureCompiledMemory, type CompiledMemoryOptions } from "../compiled/compiled-memory.ts";

/** `lab compiled`, `lab int8` and `lab compiled-memory`: a compiled model against the published graphs of the same model. */
export function addCompiledCommand(program: Command): void {
  program
    .command("compiled")
    .description("a compiled model through nestvec's defaults, against the published graphs through ONNX Runtime's, from texts to vectors")
    .requiredOption("--published <folder>", "a model with onnx/layer-N/model.onnx, whose files say that it pools the mean")
    .requiredOption("--compiled <folder>", "what nestvec compile made of its weights")
    .option("--layers <numbers>", "exits", layersOf, [6, 22])
    .option("--rounds <number>", "rounds of each variant, which take turns", positive, 7)
    .option("--threads <number>", "threads of ONNX Runtime, for both", positive, physicalCores())
    .action(async (options: CompiledOptions) => {
      if (!(await compareCompiled(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
  program
    .command("int8")
    .description(
      "a model compiled in int8 and in float32, against the published graphs through ONNX Runtime's defaults, from texts to vectors",
    )
    .requiredOption("--published <folder>", "a model with onnx/layer-N/model.onnx, whose files say that it pools the mean")
    .requiredOption("--compiled <folder>", "what nestvec compile made of its weights")
    .requiredOption("--int8 <folder>", "what nestvec compile --compute int8 made of them")
    .option("--layers <numbers>", "exits", layersOf, [6, 22])
    .option("--least <ratios>", "how many times as fast as the published graph int8 has to be, for each exit", ratiosOf)
    .option("--rounds <number>", "rounds of each variant, which take turns", positive, 7)
    .option("--threads <number>", "threads of ONNX Runtime, for all", positive, physicalCores())
    .action(async (options: Int8Options) => {
      if (!(await compareInt8(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
  program
    .command("int8-peers")
    .description(
      "a model with one exit, compiled in int8, against OpenVINO's int8 of NNCF, from texts to vectors: times, and how far from float32",
    )
    .requiredOption("--model <folder>", "a folder with tokenizer.json and a graph in float32 that gives hidden states or pools the mean")
    .option("--graph <path>", "the graph's path in it", "onnx/model.onnx")
    .requiredOption("--compiled <folder>", "what nestvec compile made of its weights")
    .requiredOption("--int8 <folder>", "what nestvec compile --compute int8 made of them")
    .requiredOption("--texts <file>", "lines: 300 to calibrate OpenVINO's model with, and those that are compared")
    .requiredOption("--python <program>", "a Python with openvino, nncf and tokenizers")
    .option("--rounds <number>", "rounds of each variant, which take turns", positive, 7)
    .option("--threads <number>", "threads of each", positive, physicalCores())
    .action(async (options: Int8PeersOptions) => {
      if (!(await compareInt8Peers(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
  program
    .command("compiled-memory")
    .description(
      "what a compiled model of mmBERT's shape with exits 6 and 22 takes: start, memory of one process and of four, long texts, disk",
    )
    .requiredOption("--published <folder>", "a model with onnx/layer-N/model.onnx, for the bytes of its exits")
    .requiredOption("--compiled <folder>", "what nestvec compile made of its weights")
    .option("--threads <number>", "threads of ONNX Runtime", positive, physicalCores())
    .action(async (options: CompiledMemoryOptions) => {
      if (!(await measureCompiledMemory(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
    });
}

const layersOf = (list: string): readonly number[] => list.split(",").map(positive);

function ratiosOf(list: string): readonly number[] {
  const ratios = list.split(",").map(Number);
  if (ratios.every((ratio) => ratio > 0)) return ratios;
  throw new InvalidArgumentError("It must be numbers above 0, such as 1.8,2.2.");
}
