import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { House } from "../embedding/house.ts";
import { route } from "../http/route.ts";
import { checkInputs } from "../limits/input-limits.ts";
import { inputsOf } from "./embed-routes.ts";
import { decodeBody, teiError, teiTokens, type DecodeBody, tokenizeBody, type TeiToken } from "./schema.ts";

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
    description: "start and stop, places in the text, are not known and null.",
    tag: "TEI",
    body: tokenizeBody,
    answer: teiTokens,
    error: teiError,
    async handle(body): Promise<readonly (readonly TeiToken[])[]> {
      const { embedder, info } = await house.models.find(undefined).use();
      const inputs = inputsOf(body.inputs);
      checkInputs(inputs, info.maxTokens, house.configuration);
      const { prompt_name: prompt } = body;
      const rows = await embedder.tokenize(inputs, { ...(prompt === undefined ? {} : { prompt }), truncate: "end" });
      const [nothing] = await embedder.tokenize([""], { prompt: null }).catch(() => []);
      const special = new Set(nothing?.ids);
      return rows.map(({ ids, pieces }) =>
        Array.from(ids, (id, at) => ({ id, text: pieces[at] ?? "", special: special.has(id), start: null, stop: null })).filter(
          ({ special: isSpecial }) => body.add_special_tokens !== false || !isSpecial,
        ),
      );
    },
  });
}

/** A list of numbers stands for one text. An empty list is no text. */
const isOneOfIds = (ids: DecodeBody["ids"]): ids is readonly number[] => typeof ids[0] === "number";
