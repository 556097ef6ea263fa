import type { TokenizeRequest } from "../engine/engine.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { TokenLimit } from "../model/describe/token-limit.ts";
import { throwIfAborted } from "../platform/abort.ts";
import type { After, Clock } from "../platform/platform.ts";
import type { ModelTokenizer } from "./1-tokenize.ts";
import type { TokenizedRow } from "./tokenized-row.ts";

/** What tokenizing needs of a model and its platform. */
export interface TokenizeTools {
  readonly tokenizer: Pick<ModelTokenizer, "tokenize" | "truncate">;
  /** Tokens that a text may have at most, and which file says so. */
  limit(): TokenLimit;
  /** Whether the pooling leaves the tokens of prompts out. */
  readonly leavesOutPrompt: boolean;
  readonly clock: Clock;
  readonly after: After;
}

/** Characters that are tokenized at a stretch: about a tenth of a second, no longer than a batch holds the others. */
const stretch = 65_536;

/**
 * Step 1 for the texts of a request. The event loop runs between long stretches of text, and aborted requests end there.
 * @throws NestvecError ARGUMENT_INVALID, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE, ABORTED, DEADLINE_EXCEEDED
 */
export async function tokenizeInStretches(
  { tokenizer, limit, leavesOutPrompt, clock, after }: TokenizeTools,
  {
    texts,
    prompt,
    truncate = tokenizer.truncate,
    maxTokens = limit().maxTokens,
    offsets = false,
    signal,
    expires = Infinity,
  }: TokenizeRequest,
): Promise<readonly TokenizedRow[]> {
  const most = limit();
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > most.maxTokens) {
    const expected = `a whole number from 1 to ${most.maxTokens}, the limit that ${most.from} gives`;
    throw invalidArgument("maxTokens", maxTokens, expected);
  }
  const started = clock();
  const rows: TokenizedRow[] = [];
  do {
    const firstText = rows.length;
    if (firstText > 0) await new Promise<void>((resolve) => after(0, resolve));
    throwIfAborted(signal, "embedding");
    if (clock() >= expires) {
      const deadlineMilliseconds = Math.max(0, Math.round(expires - started));
      throw new NestvecError("DEADLINE_EXCEEDED", { what: "embedding", deadlineMilliseconds, unfinishedTexts: texts.length });
    }
    const some = texts.slice(firstText, stretchEnd(texts, firstText));
    const options = { prompt: { text: prompt, asked: false }, leavesOutPrompt, truncate, maxTokens, firstText, offsets };
    for (const row of tokenizer.tokenize(some, options)) rows.push(row);
  } while (rows.length < texts.length);
  return rows;
}

/** The end of a stretch of texts from `start`, with at least one text. */
function stretchEnd(texts: readonly unknown[], start: number): number {
  let characters = 0;
  let end = start;
  while (end < texts.length && characters < stretch) {
    const text = texts[end];
    characters += typeof text === "string" ? text.length + 1 : 1;
    end += 1;
  }
  return end;
}
