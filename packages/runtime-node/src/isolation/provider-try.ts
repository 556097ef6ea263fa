import type { ExecutionProvider } from "@nestvec/core";

/** What a child says of a provider that it is about to open a graph on, and when that is over. Plain data. */
export interface ProviderTry {
  readonly type: "nestvec: provider";
  readonly provider: string;
  readonly graph: string;
  /** How long it may take; undefined: it is over. */
  readonly seconds: number | undefined;
}

/** Compiling kernels, and the comparison with the processor, take a while. */
const usualSeconds = 120;

/** The messages that a child sends around a try. */
export const tryMessages = (
  { name, openSeconds = usualSeconds }: ExecutionProvider,
  graph: string,
): readonly [ProviderTry, ProviderTry] => {
  const message = { type: "nestvec: provider", provider: name, graph } as const;
  return [
    { ...message, seconds: openSeconds },
    { ...message, seconds: undefined },
  ];
};

const isProviderTry = (message: unknown): message is ProviderTry =>
  typeof message === "object" && message !== null && "type" in message && message.type === "nestvec: provider";

/** Watches a child's tries: one that takes too long, or ends the child, is the provider's failure. */
export interface TryWatch {
  onMessage(message: unknown): void;
  /** The child has ended. */
  onEnd(reason: string): void;
}

/** `kill` ends the child; `onFailure` is told of the provider and why it failed, before the child is replaced. */
export function watchTries(kill: (reason: string) => void, onFailure: (provider: string, reason: string) => void): TryWatch {
  // Several graphs may be opened at once.
  const running = new Map<string, { readonly provider: string; readonly graph: string; readonly timer: NodeJS.Timeout }>();
  return {
    onMessage(message) {
      if (!isProviderTry(message)) return;
      const { provider, graph, seconds } = message;
      const key = JSON.stringify([provider, graph]);
      clearTimeout(running.get(key)?.timer);
      running.delete(key);
      if (seconds === undefined) return;
      const timer = setTimeout(() => kill(`killed: it took over ${seconds} s`), 1000 * seconds).unref();
      running.set(key, { provider, graph, timer });
    },
    onEnd(reason) {
      for (const { provider, graph, timer } of running.values()) {
        clearTimeout(timer);
        onFailure(provider, `a child process ended while it opened "${graph}" (${reason})`);
      }
      running.clear();
    },
  };
}
