import { pino, type Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import { textLine } from "./text-line.ts";

/** The server's log on standard output: readable where that is a terminal, else a line of JSON each. */
export function loggerOf({ logLevel: level, logFormat }: Pick<Configuration, "logLevel" | "logFormat">): Logger {
  const isText = logFormat === "text" || (logFormat === "auto" && process.stdout.isTTY === true);
  return isText ? pino({ level }, { write: (line: string) => void process.stdout.write(textLine(line)) }) : pino({ level });
}
