import { NestvecError } from "@nestvec/core";

/** Runs work on one batch. An error that counts texts within the batch is made to count them from the first text of all. */
export async function withPlaceOf<Result>(batch: { readonly firstIndex: number }, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (batch.firstIndex === 0) throw error;
    if (NestvecError.is(error, "TEXT_TOO_LONG")) throw moved(error.code, error.details, batch.firstIndex, error);
    if (NestvecError.is(error, "OUTPUT_NOT_FINITE")) throw moved(error.code, error.details, batch.firstIndex, error);
    throw error;
  }
}

function moved<Code extends "TEXT_TOO_LONG" | "OUTPUT_NOT_FINITE">(
  code: Code,
  details: NestvecError<Code>["details"],
  by: number,
  cause: unknown,
): NestvecError {
  return new NestvecError(code, { ...details, text: details.text + by }, { cause });
}
