import { NestvecError } from "@nestvec/core";
import { remoteMethods } from "@nestvec/core/remote";
import type { MemberCall } from "./pool-member.ts";

/** What a worker has beyond the deadline to say itself how much was left, before its host answers without it. */
const answerGrace = 25;

/**
 * An answer, or an error once the deadline of its call has passed: a worker in a run cannot say so itself.
 * @throws NestvecError DEADLINE_EXCEEDED, and what the answer is rejected with
 */
export async function withinDeadline({ method, size, deadline = 0, expires }: MemberCall, answer: Promise<unknown>): Promise<unknown> {
  const wait = expires - performance.now() + answerGrace;
  if (!(wait < 2 ** 31)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const details = { what: remoteMethods[method], deadlineMilliseconds: deadline, unfinishedTexts: size.texts };
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NestvecError("DEADLINE_EXCEEDED", details)), Math.max(1, wait));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
