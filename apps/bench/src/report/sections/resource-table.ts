import type { ModelResults } from "../../results/bench-results.ts";
import type { ExitMemory } from "../../results/shapes.ts";
import type { Table } from "../tables/findings.ts";
import { numberColumn } from "./titled-table.ts";

/** Memory as it grows, from a model that is only loaded to the most that ever was. */
const memoryColumns: readonly { readonly title: string; readonly of: (memory: ExitMemory) => number }[] = [
  { title: "loaded MB", of: ({ loadedMegabytes }) => loadedMegabytes },
  { title: "opened MB", of: ({ openedMegabytes }) => openedMegabytes },
  { title: "private MB", of: ({ privateMegabytes }) => privateMegabytes },
  { title: "shared MB", of: ({ sharedMegabytes }) => sharedMegabytes },
  { title: "peak MB", of: ({ peakMegabytes }) => peakMegabytes },
];

/** Memory, cold start and disk, a row an exit. Where the system told nothing of memory, that is left out. */
export function resourceTable({ resources }: ModelResults): Table {
  const told = resources.some(({ memory }) => memory !== undefined) ? memoryColumns : [];
  return {
    columns: [{ title: "exit" }, ...[...told.map(({ title }) => title), "cold start ms", "disk MB"].map((title) => numberColumn(title))],
    rows: resources.map(({ layer, memory, coldStartMilliseconds, diskBytes }) => [
      String(layer),
      ...told.map(({ of }) => (memory === undefined ? Number.NaN : of(memory))),
      coldStartMilliseconds.median,
      (diskBytes / 1e6).toFixed(1),
    ]),
  };
}
