import { NestvecError } from "../../errors/nestvec-error.ts";

const reason = "all layers share one space, which is named after every one of them";

/** Says of what one exit lacks why the others do not load without it: without a manifest, a shared space has no name then. */
export function sharedSpaceProblem(error: NestvecError): NestvecError {
  if (NestvecError.is(error, "FILE_MISSING")) {
    const { neededBy = "the model" } = error.details;
    return new NestvecError("FILE_MISSING", { ...error.details, neededBy: `${neededBy} (${reason})` }, { cause: error });
  }
  if (NestvecError.is(error, "FILE_TRUNCATED")) {
    return new NestvecError("FILE_TRUNCATED", { ...error.details, neededBy: `${error.details.neededBy} (${reason})` }, { cause: error });
  }
  if (NestvecError.is(error, "GRAPH_INVALID")) {
    return new NestvecError("GRAPH_INVALID", { ...error.details, problem: `${error.details.problem} (${reason})` }, { cause: error });
  }
  return error;
}
