import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { TokenizedText } from "@nestvec/core";
import { withItemNames } from "../embedding/checked-work.ts";
import type { ServerParts } from "../http/api.ts";
import { checkInputs, itemsOf, promptNamed, requireContent } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { type DecodeBody, decodeBody, teiError, type TeiToken, teiTokens, tokenizeBody } from "./schema.ts";

/** `/tokenize` and `/decode`. */
export function addTokenizeRoutes(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    method: "POST",
    url: "/decode",
    summary: "The texts that token ids stand for",
    tag: "TEI",
    body: decodeBody,
    answer: z.array(z.string()),
    error: teiError,
    async handle({ ids, model, skip_special_tokens: skipSpecialTokens = true }): Promise<readonly string[]> {
      const { embedder, info } = await parts.models.find(model).use();
      const lists = isOneOfIds(ids) ? [ids] : ids;
      const nameOf = itemsOf("ids", ids);
      checkInputs(lists, nameOf, info.maxTokens, parts.configuration);
      return withItemNames(nameOf, embedder.decode(lists, { skipSpecialTokens }));
    },
  });
  route(app, {
    method: "POST",
    url: "/tokenize",
    summary: "The tokens of texts",
    description:
      "start and stop count characters of the prompt and the text; text is what stands there. Both are null for special tokens, and where they are not certain: then text is the piece of the vocabulary.",
    tag: "TEI",
    body: tokenizeBody,
    answer: teiTokens,
    error: teiError,
    async handle(body): Promise<readonly (readonly TeiToken[])[]> {
      const { embedder, info } = await parts.models.find(body.model).use();
      const inputs = typeof body.inputs === "string" ? [body.inputs] : body.inputs;
      const nameOf = itemsOf("inputs", body.inputs);
      requireContent(inputs, nameOf);
      checkInputs(inputs, nameOf, info.maxTokens, parts.configuration);
      const name = body.prompt_name ?? parts.configuration.defaultPromptName;
      const options = { ...(name !== undefined && { prompt: promptNamed(name) ?? null }), truncate: "end", offsets: true } as const;
      const rows = await withItemNames(nameOf, embedder.tokenize(inputs, options));
      const special = new Set([...info.specialTokens.before, ...info.specialTokens.after]);
      const prompt = info.prompts[name ?? info.defaultPrompt ?? ""] ?? "";
      return rows.map((row, index) =>
        tokensOf(row, prompt + (inputs[index] ?? ""), special).filter(
          ({ special: isSpecial }) => body.add_special_tokens !== false || !isSpecial,
        ),
      );
    },
  });
}

/** A list of numbers stands for one text. An empty list is no text. */
const isOneOfIds = (ids: DecodeBody["ids"]): ids is readonly number[] => typeof ids[0] === "number";

/**
 * The tokens of a text as TEI gives them: offsets count Unicode characters, where JavaScript counts UTF-16 units. `text` is the text with its prompt.
 */
function tokensOf({ ids, pieces, offsets }: TokenizedText, text: string, special: ReadonlySet<number>): readonly TeiToken[] {
  const characters = charactersBefore(text);
  return Array.from(ids, (id, at) => {
    const [start = -1, stop = -1] = offsets?.subarray(2 * at, 2 * at + 2) ?? [];
    const isSpecial = special.has(id);
    if (isSpecial || start < 0) return { id, text: pieces[at] ?? "", special: isSpecial, start: null, stop: null };
    return { id, text: text.slice(start, stop), special: false, start: characters[start] ?? null, stop: characters[stop] ?? null };
  });
}

/** How many characters come before each offset of a text. */
function charactersBefore(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const character of text) {
    counts.fill(count++, at, at + character.length);
    at += character.length;
  }
  counts[at] = count;
  return counts;
}
