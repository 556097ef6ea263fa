import type { Refusal } from "../refusal/refusal.ts";

/** `retry-after-ms`, which OpenAI's client reads first, and `Retry-After` in whole seconds for all others. */
export function retryHeaders({ retryAfterMilliseconds }: Refusal): Readonly<Record<string, string>> {
  if (retryAfterMilliseconds === undefined) return {};
  return { "retry-after": String(Math.max(1, Math.ceil(retryAfterMilliseconds / 1000))), "retry-after-ms": String(retryAfterMilliseconds) };
}
