import { fork, type ChildProcess } from "node:child_process";
import { isRunMessage, type OpenMessage } from "./child-messages.ts";
import { childEnvironment } from "./environment.ts";
import type { WorkerHandle, WorkerStart } from "./worker-handle.ts";

/**
 * What a run may take before its child is taken for hung: a minute and 100 ms a padded token. That is forty times what the deepest exit of
 * mmBERT's shape was measured to take for 512 tokens on one slow core.
 */
const runLimit = (paddedTokens: number): number => 60_000 + 100 * paddedTokens;

const children = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of children) child.kill("SIGKILL");
};

/** Starts a child process for a model. It ends with its host, whatever way the host ends. */
export function startChild({ entry, ...start }: WorkerStart): WorkerHandle {
  const child = fork(entry, [], {
    execArgv: [],
    env: childEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  if (children.size === 0) process.on("exit", killAll);
  children.add(child);

  let reason: string | undefined;
  let finished = 0;
  let running: NodeJS.Timeout | undefined;
  const kill = (why: string): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const ended = new Promise<string>((resolve) => {
    const end = (why: string): void => {
      clearTimeout(running);
      children.delete(child);
      if (children.size === 0) process.off("exit", killAll);
      resolve(reason ?? why);
    };
    child.on("exit", (code, signal) => end(signal ?? `exit code ${code}`));
    child.on("error", (error) => {
      // It could not be started, or a message could not be sent to it, which its end follows.
      if (child.pid === undefined) end(error.message);
    });
  });
  child.on("message", (message) => {
    if (!isRunMessage(message)) return;
    clearTimeout(running);
    if (message.type === "nestvec: begin") {
      const limit = runLimit(message.paddedTokens);
      running = setTimeout(() => kill(`killed: a run of ${message.paddedTokens} tokens took over ${limit / 1000} s`), limit).unref();
      return;
    }
    if (message.done === "run") finished += 1;
  });

  const send = (message: object): void => {
    // A child that is gone cannot be sent to; its end is told by "exit".
    if (child.connected) child.send(message, () => {});
  };
  send({ type: "nestvec: open", ...start } satisfies OpenMessage);
  return {
    kind: "child process",
    port: {
      postMessage: (message) => send(Object(message) as object),
      onMessage: (listener) => child.on("message", listener),
      onClose: (listener) => void ended.then(listener),
      close: () => child.connected && child.disconnect(),
    },
    ended,
    finishedRuns: () => finished,
    hold(held) {
      if (held) child.ref();
      else child.unref();
      if (held) child.channel?.ref();
      else child.channel?.unref();
    },
    kill,
  };
}
