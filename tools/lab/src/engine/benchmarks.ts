import { aborts } from "./aborts.ts";
import type { Benchmark } from "./benchmark.ts";
import { eventLoop } from "./event-loop.ts";
import { kills } from "./kills.ts";
import { queryDuringBulk } from "./query-during-bulk.ts";
import { remoteOverhead } from "./remote-overhead.ts";
import { sameResults } from "./same-results.ts";
import { sessionChoices } from "./session-choices.ts";
import { steadyMemory } from "./steady-memory.ts";
import { throughput } from "./throughput.ts";
import { tokenizerStart } from "./tokenizer-start.ts";

/** All that the engine must show, in the order it is run. */
export const benchmarks: readonly Benchmark[] = [
  eventLoop,
  throughput,
  queryDuringBulk,
  kills,
  aborts,
  steadyMemory,
  sameResults,
  sessionChoices,
  remoteOverhead,
  tokenizerStart,
];
