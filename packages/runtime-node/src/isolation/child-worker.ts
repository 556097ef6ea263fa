import { fork, type ChildProcess } from "node:child_process";
import { childEnvironment } from "./environment.ts";
import type { WorkerHandle, WorkerStart } from "./worker-handle.ts";
import { messagesOf } from "./message-batches.ts";
import { startedMessage, type OpenMessage } from "./open-message.ts";
import { watchTries } from "./provider-try.ts";

const children = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of children) child.kill("SIGKILL");
};

/**
 * Starts a child process for a model. It ends with its host, whatever way the host ends. `onProviderFailure` is told of a provider over which the
 * child ended, or was killed, before anybody else is.
 */
export function startChild(
  { entry, ...start }: WorkerStart,
  onProviderFailure: (provider: string, reason: string) => void = () => {},
): WorkerHandle {
  const child = fork(entry, [], {
    execArgv: [],
    env: childEnvironment(process.env, start.settings.providers),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  if (children.size === 0) process.on("exit", killAll);
  children.add(child);

  let reason: string | undefined;
  const kill = (why: string): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const tries = watchTries(kill, onProviderFailure);
  const ended = new Promise<string>((resolve) => {
    const end = (why: string): void => {
      tries.onEnd(reason ?? why);
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
  const send = (message: object): void => {
    // A child that is gone cannot be sent to; its end is told by "exit".
    if (child.connected) child.send(message, () => {});
  };
  const listeners: ((message: unknown) => void)[] = [tries.onMessage];
  child.on("message", (batch) => {
    for (const message of messagesOf(batch)) for (const listener of listeners) listener(message);
  });
  send({ type: "nestvec: open", entryUrl: entry.href, ...start } satisfies OpenMessage);
  return {
    kind: "child process",
    port: {
      postMessage: (message) => send(Object(message) as object),
      onMessage: (listener) => listeners.push(listener),
      onClose: (listener) => void ended.then(listener),
      close: () => child.connected && child.disconnect(),
    },
    started: new Promise((resolve) => listeners.push((message) => message === startedMessage && resolve())),
    ended,
    hold(held) {
      if (held) child.ref();
      else child.unref();
      // Bun's channel holds by itself while the child does.
      const channel: { ref?(): void; unref?(): void } | null | undefined = child.channel;
      if (held) channel?.ref?.();
      else channel?.unref?.();
    },
    kill,
  };
}
