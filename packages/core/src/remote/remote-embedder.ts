import type { Embedder } from "../embedder/embedder.ts";
import { lifetime } from "../embedder/lifetime.ts";
import { remoteMethods, type RemoteMethod } from "./methods.ts";

/** What the calls of an embedder are made of that lives elsewhere. */
export interface RemoteEmbedderParts {
  /** What messages call it: `embedder of "nestvec-mini"`. */
  readonly name: string;
  /** Makes one call somewhere. */
  call(method: RemoteMethod, input: readonly unknown[]): Promise<unknown>;
  /** Frees what is there; called once, when no call is under way. */
  dispose(): Promise<void>;
}

/** An embedder whose every method is a call elsewhere: the answers are the same as those of the embedder there. */
export function remoteEmbedder({ name, call, dispose: free }: RemoteEmbedderParts): Embedder {
  const { during, dispose } = lifetime(name, free);
  const called = (method: RemoteMethod) => [method, (...input: readonly unknown[]) => during(() => call(method, input))] as const;
  const methods = Object.fromEntries((Object.keys(remoteMethods) as RemoteMethod[]).map(called));
  // One method of the list each, by name: what each takes and gives is what the embedder on the other side does.
  return { ...(methods as unknown as Pick<Embedder, RemoteMethod>), dispose, [Symbol.asyncDispose]: dispose };
}
