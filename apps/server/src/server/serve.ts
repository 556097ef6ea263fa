import { constants } from "node:os";
import { NestvecError } from "@nestvec/core";
import { packageVersion } from "../base/package-version.ts";
import { foreignSettings, readEnvironment } from "../configuration/environment.ts";
import { printableConfiguration, readConfiguration } from "../configuration/read-configuration.ts";
import { readFlags } from "../configuration/sources.ts";
import { usage } from "../configuration/usage.ts";
import { loggerOf } from "../logging/logger.ts";
import { startServer } from "./start-server.ts";

/** Exit codes, as the command line `nestvec` has them. */
const exitCode = { success: 0, unfinished: 1, usage: 2, unexpected: 70 } as const;

/** Milliseconds that the process may take to end by itself once all has stopped. */
const leftBehind = 100;

/** How the command was called. */
export interface ServeOptions {
  /** Flags, without the command. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What help calls it. */
  readonly command: string;
}

/**
 * The command `nestvec-server`: reads the configuration, serves until SIGTERM or SIGINT, and returns the exit code. A second signal ends the
 * process at once.
 * @example
 * ```ts
 * import { serve } from "@nestvec/server";
 *
 * const code = await serve({ argv: ["--version"], environment: process.env, command: "my-server" });
 * console.log(code); // → 0
 * ```
 */
export async function serve({ argv, environment, command }: ServeOptions): Promise<number> {
  try {
    const { written, config, help, version } = readFlags(argv);
    if (help || version) {
      process.stdout.write(help ? usage(command) : `${packageVersion()}\n`);
      return exitCode.success;
    }
    const configuration = readConfiguration([written, readEnvironment(environment)], config ?? configOf(environment));
    const log = loggerOf(configuration);
    log.info({ configuration: printableConfiguration(configuration) }, "starting");
    for (const warning of foreignSettings(environment)) log.warn(warning);
    // From here on, so that a signal during the start ends it in order, too.
    const stopped = stopSignals();
    const server = await startServer(configuration, log);
    log.info({ url: server.url, metrics: server.metricsUrl }, "listening");
    await stopped;
    const code = (await server.stop()) ? exitCode.success : exitCode.unfinished;
    // What could not be ended in time must not keep the process.
    setTimeout(() => process.exit(code), leftBehind).unref();
    return code;
  } catch (error) {
    const known = NestvecError.is(error) || (error instanceof Error && "syscall" in error);
    process.stderr.write(
      `${command}: ${error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
    );
    return known ? exitCode.usage : exitCode.unexpected;
  }
}

const configOf = (environment: ServeOptions["environment"]): string | undefined => environment["NESTVEC_CONFIG"] || undefined;

/** Resolves with the first SIGTERM or SIGINT. The second ends the process at once; its children notice that their host is gone. */
function stopSignals(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first = true;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (!first) process.exit(128 + constants.signals[signal]);
      first = false;
      resolve(signal);
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}
