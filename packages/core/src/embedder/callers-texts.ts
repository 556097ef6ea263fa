import { NestvecError } from "../errors/nestvec-error.ts";

/** Waits for work on some of a caller's texts. An error about one of them names it by its index among all. */
export async function ofCallersTexts<Answer>(work: Promise<Answer>, indexOf: (text: number) => number | undefined): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    throw ofCaller(error, (text) => indexOf(text) ?? text);
  }
}

function ofCaller(error: unknown, indexOf: (text: number) => number): unknown {
  if (!NestvecError.is(error)) return error;
  const { code, details, cause } = error;
  if ("text" in details) return new NestvecError(code, { ...details, text: indexOf(details.text) }, { cause });
  if (!NestvecError.is(error, "ARGUMENT_INVALID")) return error;
  const argument = error.details.argument.replace(/^texts\[(\d+)\]/, (_all, text) => `texts[${indexOf(Number(text))}]`);
  return new NestvecError("ARGUMENT_INVALID", { ...error.details, argument }, { cause });
}
