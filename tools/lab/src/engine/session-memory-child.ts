import { answerRequests, openPlainSession, randomIds, residentMemory, runtimeWith } from "@nestvec/bench/measuring";
import { randomLcg } from "d3-random";
import type { SessionMemory, SessionMemoryTask } from "./session-memory.ts";

// One choice of session options, in a process that does nothing else.
answerRequests<SessionMemoryTask>(async () => ({
  hello: { node: process.version },
  async answer(task) {
    const session = await openPlainSession(task, runtimeWith(task.choice, task.threads));
    const opened = await residentMemory();
    const random = randomLcg(8);
    for (const tokens of task.tokens) await session.run([randomIds(tokens, task.vocabularySize, random)]);
    const used = await residentMemory();
    await session.dispose();
    return { opened, used } satisfies SessionMemory;
  },
}));
