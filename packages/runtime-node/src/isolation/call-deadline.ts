import { NestvecError } from "@nestvec/core";
import { remoteMethods } from "@nestvec/core/remote";
import type { MemberCall } from "./pool-member.ts";

/** What a worker has beyond the deadline to say itself how much was left, before its host answers without it. */
const answerGrace = 25;

/** The option `deadline` of a call, in milliseconds from its start. */
export function deadlineOf(input: readonly unknown[]): number | undefined {
  for (const argument of input) {
    if (
      typeof argument === "object" &&
      argument !== null &&
      "deadline" in argument &&
      typeof argument.deadline === "number" &&
      argument.deadline > 0
    ) {
      return argument.deadline;
    }
  }
  return undefined;
}

/**
 * An answer, or an error once the deadline of its call has passed: a worker in a run cannot say so itself.
 * @throws NestvecError DEADLINE_EXCEEDED, and what the answer is rejected with
 */
export async function withinDeadline({ method, input, size, expires }: MemberCall, answer: Promise<unknown>): Promise<unknown> {
  const wait = expires - performance.now() + answerGrace;
  if (!(wait < 2 ** 31)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const details = { what: remoteMethods[method], deadlineMilliseconds: deadlineOf(input) ?? 0, unfinishedTexts: size.texts };
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NestvecError("DEADLINE_EXCEEDED", details)), Math.max(1, wait));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
