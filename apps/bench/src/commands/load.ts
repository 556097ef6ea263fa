import type { Command } from "commander";
import { loadFindings } from "../load/load-findings.ts";
import { measureLoad, type LoadOptions } from "../load/measure-load.ts";
import { markdownOf } from "../report/tables/markdown.ts";
import type { Context } from "../run/context.ts";
import { positive, positiveNumber } from "./option-values.ts";

/** `bench load`: a load on a server that runs already. */
export function addLoadCommand(program: Command, context: Context): void {
  program
    .command("load")
    .description("send requests to a running server at random moments, whether or not earlier ones were answered")
    .argument("<url>", "the server, such as http://127.0.0.1:3000; OpenAI's interface")
    .option("--rate <number>", "requests a second, one text each", positiveNumber, 10)
    .option("--seconds <number>", "how long", positive, 10)
    .option("--tokens <number>", "tokens of each text, about", positive, 16)
    .option("--seed <number>", "of the texts and the moments", positive, 1)
    .option("--model <name>", "the model's name in the requests")
    .option("--key <key>", "an API key")
    .option("--patience <milliseconds>", "after which a request is given up", positive, 30_000)
    .option("--allow-remote", "the server may be on another machine: only for one that is yours")
    .action(async (url: string, choice: Omit<LoadOptions, "url">) => {
      const { result, flags } = await measureLoad({ ...choice, url, signal: context.signal, progress: context.note });
      context.print(markdownOf(loadFindings(result, flags)));
      if (result.latency === undefined) context.exitWith(1);
    });
}
