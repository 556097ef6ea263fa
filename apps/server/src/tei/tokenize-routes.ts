import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { withItemNames } from "../embedding/embed-for.ts";
import type { ServerParts } from "../http/api.ts";
import { checkInputs, itemsOf, promptNamed, requireContent } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { decodeBody, type DecodeBody, teiError, type TeiToken, teiTokens, tokenizeBody } from "./schema.ts";
import { tokensOf } from "./tokens-of.ts";

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
      return rows.map((row, place) =>
        tokensOf(row, prompt + (inputs[place] ?? ""), special).filter(
          ({ special: isSpecial }) => body.add_special_tokens !== false || !isSpecial,
        ),
      );
    },
  });
}

/** A list of numbers stands for one text. An empty list is no text. */
const isOneOfIds = (ids: DecodeBody["ids"]): ids is readonly number[] => typeof ids[0] === "number";
