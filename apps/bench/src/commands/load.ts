import type { Command } from "commander";
import { loadFindings } from "../load/load-findings.ts";
import type { LoadOptions } from "../load/load-options.ts";
import { measureLoad } from "../load/measure-load.ts";
import { markdownOf } from "../report/markdown.ts";
import type { Context } from "../run/context.ts";
import { positive, positiveNumber } from "./option-values.ts";

/** `bench load`: a steady load on a server that runs already. */
export function addLoadCommand(program: Command, context: Context): void {
  program
    .command("load")
    .description("send requests to a running server at a steady rate, whether or not earlier ones were answered")
    .argument("<url>", "the server, such as http://127.0.0.1:3000; OpenAI's interface")
    .option("--rate <number>", "requests a second", positiveNumber, 10)
    .option("--seconds <number>", "how long", positive, 10)
    .option("--tokens <number>", "tokens of each text", positive, 16)
    .option("--texts <number>", "texts of each request", positive, 1)
    .option("--model <name>", "the model's name in the requests")
    .option("--key <key>", "an API key")
    .option("--allow-remote", "the server may be on another machine: only for one that is yours")
    .action(async (url: string, choice: Omit<LoadOptions, "url">) => {
      const options = { ...choice, url };
      const load = await measureLoad(options, context.signal);
      context.print(markdownOf(loadFindings(options, load)));
      if (load.milliseconds.length === 0 || context.signal.aborted) context.exitWith(1);
    });
}
