import type { TextInput } from "../engine/engine.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { embed } from "./embed.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { EmbedOptions, EmbedStreamOptions, Embedding, Embeddings } from "./calls.ts";

/** One text to its vector. @see Embedder.embedOne */
export async function embedOne(parts: EmbedderParts, text: TextInput, options?: EmbedOptions): Promise<Embedding> {
  const [only] = embeddingsOf(await embed(parts, [text], options));
  // One text has one vector: `embed` has refused what is none.
  if (only === undefined) throw invalidArgument("text", text, "a text");
  return only;
}

/**
 * A stream of texts to a stream of vectors, in order: while one window of texts is embedded, the next is read, and no further one before the
 * first was taken. @see Embedder.embedStream
 */
export async function* embedStream(
  parts: EmbedderParts,
  texts: AsyncIterable<TextInput> | Iterable<TextInput>,
  { windowTexts = 256, ...options }: EmbedStreamOptions = {},
): AsyncGenerator<Embedding, void, undefined> {
  if (!Number.isInteger(windowTexts) || windowTexts < 1) throw invalidArgument("windowTexts", windowTexts, "a whole number of at least 1");
  let before: Promise<Embeddings> | undefined;
  for await (const window of windowsOf(texts, windowTexts)) {
    const next = embed(parts, window, { lane: "bulk", ...options });
    // A consumer that leaves the stream early must not get an unhandled rejection.
    next.catch(() => {});
    if (before !== undefined) yield* embeddingsOf(await before);
    before = next;
  }
  if (before !== undefined) yield* embeddingsOf(await before);
}

async function* windowsOf(texts: AsyncIterable<TextInput> | Iterable<TextInput>, size: number): AsyncGenerator<TextInput[]> {
  let window: TextInput[] = [];
  for await (const text of texts) {
    window.push(text);
    if (window.length < size) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}

const embeddingsOf = ({ vectors, tokens, truncated, data: _data, timings: _timings, ...rest }: Embeddings): Embedding[] =>
  vectors.map((vector, text) => ({ ...rest, vector, tokens: tokens[text] ?? 0, truncated: truncated[text] ?? false }));
