import { randomLcg } from "d3-random";
import { residentMemory } from "../resident-memory.ts";
import { randomIds } from "../workload/random-texts.ts";
import { openPlainSession } from "./plain-session.ts";
import type { SessionMemory, SessionMemoryTask } from "./session-memory.ts";
import { runtimeWith } from "./session-runtime.ts";

// One choice of session options, in a process that does nothing else.
const task = JSON.parse(process.argv[2] ?? "") as SessionMemoryTask;
const session = await openPlainSession(task, runtimeWith(task.choice, task.threads));
const opened = await residentMemory();
const random = randomLcg(8);
for (const tokens of task.tokens) await session.run([randomIds(tokens, task.vocabularySize, random)]);
const used = await residentMemory();
await session.dispose();
process.stdout.write(JSON.stringify({ opened, used } satisfies SessionMemory));
