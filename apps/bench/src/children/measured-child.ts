import { spawn, type ChildProcess } from "node:child_process";
import { NestvecError } from "@nestvec/core";
import { errorIn } from "./child-answer.ts";
import { lineCutter } from "./line-cutter.ts";
import { mailbox } from "./mailbox.ts";

/** What is run in a process of its own: a JavaScript file, or another program that speaks the same lines. */
export type ChildProgram = ({ readonly file: string } | { readonly command: string }) & {
  readonly arguments?: readonly string[];
  /** Variables besides those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Kills it when it is aborted. */
  readonly signal?: AbortSignal | undefined;
};

/** A process that measures, one request at a time. */
export interface MeasuredChild<Hello = unknown> {
  /** Its first line: what it is, with versions. */
  readonly hello: Hello;
  readonly processId: number;
  /** Sends a request and resolves with its answer. @throws NestvecError WORKER_DIED, ABORTED, and what the child itself says */
  ask<Answer>(request: object): Promise<Answer>;
  /** Ends it; kills it where it does not end by itself. */
  close(): Promise<void>;
}

/** Milliseconds that a child is given to end by itself. */
const endTime = 5000;

const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/**
 * Starts a child and waits for its first line. The protocol is JSON lines: the child says what it is, then answers each line of its standard
 * input with one line of its standard output, `{"error": {"message"}}` where it failed; it ends when its standard input does.
 * @throws NestvecError WORKER_DIED, ABORTED, and what the child itself says in its first line
 */
export async function openChild<Hello = unknown>(program: ChildProgram): Promise<MeasuredChild<Hello>> {
  const { signal, arguments: parameters = [] } = program;
  if (signal?.aborted === true) throw aborted(signal);
  const [command, ...before] = "file" in program ? [process.execPath, program.file] : [program.command];
  const child = spawn(command, [...before, ...parameters], { stdio: "pipe", env: { ...process.env, ...program.environment } });
  alive.add(child);
  const kill = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });

  let printed = "";
  child.stderr.on("data", (data: Buffer) => (printed = (printed + data.toString()).slice(-10_000)));
  let unfit: string | undefined;
  const died = new Promise<string>((resolve) => {
    // It could not be started; or a signal could not be sent to it, which does not end it.
    child.on("error", (error) => child.pid === undefined && resolve(error.message));
    child.on("close", (code, by) => resolve(unfit ?? [by ?? `exit code ${code}`, ...lastWords(printed)].join(": ")));
  }).finally(() => {
    alive.delete(child);
    signal?.removeEventListener("abort", kill);
  });
  // Told by its end.
  child.stdin.on("error", () => {});

  const lines = mailbox<unknown>();
  const onLine = (bytes: Buffer): void => {
    const line = bytes.toString();
    try {
      lines.put(JSON.parse(line));
    } catch {
      unfit ??= `it printed ${JSON.stringify(line.slice(0, 200))} in place of an answer`;
      kill();
    }
  };
  child.stdout.on("data", lineCutter(onLine).take);
  const death = died.then((reason) => {
    throw signal?.aborted === true ? aborted(signal) : deadChild(reason, printed);
  });
  // It may come while nobody asks.
  death.catch(() => {});
  const nextLine = async <Line>(): Promise<Line> => {
    const line = await Promise.race([lines.take(), death]);
    const error = errorIn(line);
    if (error !== undefined) throw error;
    return line as Line;
  };

  const close = async (): Promise<void> => {
    child.stdin.end();
    const late = setTimeout(kill, endTime);
    await died;
    clearTimeout(late);
  };
  try {
    const hello = await nextLine<Hello>();
    let turn: Promise<unknown> = Promise.resolve();
    const ask = <Answer>(request: object): Promise<Answer> => {
      const asked = turn.then(() => {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        return nextLine<Answer>();
      });
      turn = asked.catch(() => {});
      return asked;
    };
    return { hello, processId: child.pid ?? 0, ask, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const aborted = (signal: AbortSignal): NestvecError => new NestvecError("ABORTED", { what: "measurement" }, { cause: signal.reason });

function deadChild(reason: string, printed: string): NestvecError {
  const error = new NestvecError("WORKER_DIED", { worker: "child process", reason }, { cause: new Error(printed) });
  error.message = `The process that measures ended (${reason}).`;
  return error;
}

/** The line that names an error, as Node and Python print one, else the last line. */
function lastWords(printed: string): readonly string[] {
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  return [lines.findLast((line) => /^\S*(Error|Exception)\b.*: /.test(line)) ?? lines.at(-1) ?? []].flat();
}
