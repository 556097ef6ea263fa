import { NestvecError } from "@nestvec/core";
import { locatedError } from "@nestvec/records";

/** Runs work on some texts. An error that names one of them by its place in the list says where the user finds it instead. */
export async function withPlaceOf<Result>(
  { placeOf }: { readonly placeOf: (text: number) => string },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const named = NestvecError.is(error) ? namedText(error) : undefined;
    if (named === undefined) throw error;
    throw locatedError(named.error, placeOf(named.text), named.sentence);
  }
}

/** Which text of a list an error is about, and its sentence without that number. */
interface NamedText {
  readonly error: NestvecError;
  readonly text: number;
  readonly sentence: string;
}

function namedText(error: NestvecError): NamedText | undefined {
  const { message } = error;
  if (NestvecError.is(error, "TEXT_TOO_LONG") || NestvecError.is(error, "TEXT_OVER_BUDGET")) {
    const { text } = error.details;
    return { error, text, sentence: message.replace(`Text ${text} `, "the text ") };
  }
  if (NestvecError.is(error, "OUTPUT_NOT_FINITE") || NestvecError.is(error, "VECTOR_WITHOUT_DIRECTION")) {
    const { text } = error.details;
    return { error, text, sentence: message.replace(` text ${text} `, " the text ").replace(` text ${text}.`, " the text.") };
  }
  if (!NestvecError.is(error, "ARGUMENT_INVALID")) return undefined;
  const text = /^texts\[(\d+)\]$/.exec(error.details.argument)?.[1];
  return text === undefined ? undefined : { error, text: Number(text), sentence: message.replace(`"texts[${text}]"`, "the text") };
}
