import { NestvecError } from "@nestvec/core";

/** The error of an argument that cannot be used. */
export const invalidArgument = (argument: string, found: unknown, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", {
    argument,
    found: typeof found === "object" ? "another object" : (JSON.stringify(found) ?? "nothing"),
    expected,
  });
