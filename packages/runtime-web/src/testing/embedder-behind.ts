import { NestvecError, type Embedder } from "@nestvec/core";
import { errorFromData, type ErrorData } from "@nestvec/core/remote";

/** A call of an embedder's method, as it can be sent to a page. `signalled`: the argument whose signal stayed behind. */
export interface PageCall {
  readonly id: number;
  readonly method: string;
  readonly input: readonly unknown[];
  readonly signalled: number | undefined;
}

/** What came of a call: an answer, or an error. */
export interface PageAnswer {
  readonly answer?: unknown;
  readonly error?: ErrorData;
}

/** The methods that laws call. */
const methods = [
  "embed",
  "embedOne",
  "embedTokens",
  "embedLayers",
  "similarity",
  "search",
  "tokenize",
  "decode",
  "info",
  "plan",
  "calibrate",
  "warmUp",
  "stats",
];

/** An embedder that can only be called through functions of plain data: all its answers are the other's. */
export async function embedderBehind(
  load: () => Promise<PageAnswer>,
  call: (sent: PageCall) => Promise<PageAnswer>,
  abort: (id: number) => Promise<void>,
): Promise<Embedder> {
  answerOf(await load());
  let calls = 0;

  async function ask(method: string, input: readonly unknown[]): Promise<unknown> {
    const id = ++calls;
    const signalled = input.findIndex((argument) => typeof argument === "object" && argument !== null && "signal" in argument);
    const { signal, ...rest } = (input[signalled] ?? {}) as { readonly signal?: AbortSignal };
    const plain = signalled < 0 ? input : input.with(signalled, rest);
    const aborted = (): NestvecError => new NestvecError("ABORTED", { what: method }, { cause: signal?.reason });
    if (signal?.aborted === true) throw aborted();
    const asked = call({ id, method, input: plain, signalled: signal === undefined ? undefined : signalled });
    if (signal === undefined) return withViews(answerOf(await asked));
    const left = new Promise<never>((_resolve, reject) =>
      signal.addEventListener("abort", () => {
        void abort(id);
        reject(aborted());
      }),
    );
    return withViews(answerOf(await Promise.race([asked, left])));
  }

  const made = Object.fromEntries(methods.map((method) => [method, (...input: readonly unknown[]) => ask(method, input)]));
  const dispose = async (): Promise<void> => void (await ask("dispose", []));
  return { ...made, dispose, [Symbol.asyncDispose]: dispose } as unknown as Embedder;
}

function answerOf({ answer, error }: PageAnswer): unknown {
  if (error !== undefined) throw errorFromData(error);
  return answer;
}

/** The views of an answer's one buffer, or of each of several answers, which were not sent. */
function withViews(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withViews);
  if (typeof answer !== "object" || answer === null || !("data" in answer)) return answer;
  const { data, tokens, dimension } = answer as { data: Float32Array; tokens: readonly number[]; dimension: number };
  let end = 0;
  const name = "normalized" in answer ? "vectors" : "tokenVectors";
  return { ...answer, [name]: tokens.map((count) => data.subarray(end, (end += name === "vectors" ? dimension : count * dimension))) };
}
