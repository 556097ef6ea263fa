import type { Sink } from "./sink.ts";

/** Writes objects that are JSON already, some at a time. */
export interface JsonObjects {
  write(objects: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

/** JSON Lines: one object a line. Every write is whole lines. */
export function jsonLines(sink: Sink): JsonObjects {
  return {
    write: async (objects) => {
      if (objects.length > 0) await sink.write(`${objects.join("\n")}\n`);
    },
    end: () => Promise.resolve(),
  };
}

/** One JSON list, an object a line. */
export function jsonList(sink: Sink): JsonObjects {
  let first = true;
  return {
    write: async (objects) => {
      if (objects.length === 0) return;
      await sink.write(`${first ? "[\n" : ",\n"}${objects.join(",\n")}`);
      first = false;
    },
    end: () => sink.write(first ? "[]\n" : "\n]\n"),
  };
}
