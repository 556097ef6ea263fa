import { NestvecError } from "@nestvec/core";
import type { Sink } from "@nestvec/records";
import type { Interruption } from "../process/interruption.ts";
import { systemProblem } from "../process/system-problem.ts";
import { isReaderGone, writeStandardOutput } from "./write-standard-output.ts";

/** Standard output. When its reader goes away, as `head` does, everything is stopped by way of the interruption. */
export function standardOutput(interruption: Pick<Interruption, "outputClosed">): Sink {
  return {
    write: async (content) => {
      const error = await writeStandardOutput(content);
      if (error === undefined) return;
      if (!isReaderGone(error)) {
        throw new NestvecError("FILE_NOT_WRITABLE", { file: "standard output", problem: systemProblem(error) }, { cause: error });
      }
      interruption.outputClosed();
      throw new NestvecError("ABORTED", { what: "writing" }, { cause: error });
    },
  };
}
