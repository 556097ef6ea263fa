import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { House } from "../embedding/house.ts";
import { route } from "../http/route.ts";
import { checkInputs } from "../limits/input-limits.ts";
import { inputsOf } from "./embed-routes.ts";
import { decodeBody, teiError, teiTokens, type DecodeBody, tokenizeBody, type TeiToken } from "./schema.ts";
import { tokensOf } from "./tokens-of.ts";

/** `/tokenize` and `/decode`. */
export function addTokenizeRoutes(app: FastifyInstance, house: House): void {
  route(app, {
    method: "POST",
    url: "/decode",
    summary: "The texts that token ids stand for",
    tag: "TEI",
    body: decodeBody,
    answer: z.array(z.string()),
    error: teiError,
    async handle({ ids, skip_special_tokens: skipSpecialTokens = true }): Promise<readonly string[]> {
      const { embedder, info } = await house.models.find(undefined).use();
      const lists = isOneOfIds(ids) ? [ids] : ids;
      checkInputs(lists, info.maxTokens, house.configuration);
      return embedder.decode(lists, { skipSpecialTokens });
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
      const { embedder, info } = await house.models.find(undefined).use();
      const inputs = inputsOf(body.inputs);
      checkInputs(inputs, info.maxTokens, house.configuration);
      const wish = body.prompt_name ?? house.configuration.defaultPromptName;
      const rows = await embedder.tokenize(inputs, { ...(wish === undefined ? {} : { prompt: wish }), truncate: "end", places: true });
      const [nothing] = await embedder.tokenize([""], { prompt: null }).catch(() => []);
      const special = new Set(nothing?.ids);
      const prompt = info.prompts[wish ?? info.defaultPrompt ?? ""] ?? "";
      return rows.map((row, place) =>
        tokensOf(row, prompt + inputs[place], special).filter(({ special: isSpecial }) => body.add_special_tokens !== false || !isSpecial),
      );
    },
  });
}

/** A list of numbers stands for one text. An empty list is no text. */
const isOneOfIds = (ids: DecodeBody["ids"]): ids is readonly number[] => typeof ids[0] === "number";
