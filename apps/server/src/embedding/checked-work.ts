import type { FastifyReply, FastifyRequest } from "fastify";
import type { EmbedOptions, TextInput, Truncate } from "@nestvec/core";
import type { Configuration } from "../configuration/configuration.ts";
import type { ServerParts } from "../http/api.ts";
import { checkInputs, type ItemName, parameterOf, requireSpecialTokens, tooManyTokens } from "../http/inputs.ts";
import { refusalOf } from "../http/refusal-of.ts";
import type { OpenModel, ServedModel } from "../models/served-models.ts";
import { urgencyOf } from "./urgency.ts";

/** What is looked at before a request's work begins. */
export interface WorkCall {
  /** Left out: the first model. */
  readonly model?: string | undefined;
  readonly inputs: readonly TextInput[];
  /** What the request calls each of them. */
  readonly nameOf: ItemName;
  /** Tokens that are read of an input. Left out: as many as the configuration and the model allow. */
  readonly maxTokens?: number | undefined;
}

/** A request whose model was found and whose inputs were checked. */
export interface CheckedWork {
  readonly model: ServedModel;
  readonly open: OpenModel;
  /** Tokens that are read of an input. */
  readonly maxTokens: number;
  /** UTF-16 units of all texts. */
  readonly characters: number;
  /** How many tokens the inputs are at most, and may be. */
  readonly mostTokens: number;
  readonly maxRequestTokens: number;
  /** How urgent the work is, and when nobody wants it any more. */
  readonly life: Pick<EmbedOptions, "lane" | "deadlineMilliseconds" | "signal">;
}

/**
 * What every request that embeds passes through first: finds the model, and checks the inputs before anything is tokenized.
 * @throws Refusal "unknown model", "not ready", "empty", "too many inputs", "input too long", "argument"
 */
export async function checkedWork(
  { configuration, metrics, models }: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: WorkCall,
): Promise<CheckedWork> {
  const { inputs, nameOf } = call;
  const model = models.find(call.model);
  metrics.wanted(model.name, inputs.length);
  const { lane, expires, signal } = urgencyOf(request, reply, configuration);
  const open = await model.use();
  const { maxInputTokens = Number.POSITIVE_INFINITY, maxRequestTokens, allowBareTokenIds } = configuration;
  const maxTokens = Math.min(open.info.maxTokens, maxInputTokens, call.maxTokens ?? Number.POSITIVE_INFINITY);
  const { characters, mostTokens } = checkInputs(inputs, nameOf, maxTokens, configuration);
  if (!allowBareTokenIds) requireSpecialTokens(inputs, nameOf, open.info);
  const deadlineMilliseconds = Math.max(1, expires - performance.now());
  const life = { ...defined({ lane }), deadlineMilliseconds, signal };
  return { model, open, maxTokens, characters, mostTokens, maxRequestTokens, life };
}

/** Counts the tokens of all inputs. That costs as much as tokenizing; it is done only where a bound does not already show that all is well. @throws Refusal "input too long" */
export async function requireTokens(
  { open: { embedder }, mostTokens, maxRequestTokens }: CheckedWork,
  { inputs, nameOf }: WorkCall,
  { prompt, truncate, maxTokens }: EmbedOptions,
): Promise<void> {
  if (mostTokens <= maxRequestTokens) return;
  const rows = await withItemNames(nameOf, embedder.tokenize(inputs, defined({ prompt, truncate, maxTokens })));
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  if (tokens > maxRequestTokens) throw tooManyTokens(tokens, maxRequestTokens, parameterOf(nameOf(0)));
}

/** What happens to a long input where a request does not say. */
export const truncateBy = ({ autoTruncate }: Configuration, byDefault: Truncate): Truncate =>
  autoTruncate === undefined ? byDefault : autoTruncate ? "end" : "none";

/** Work on the inputs of a request, whose errors call them what the request does. */
export const withItemNames = <Answer>(nameOf: ItemName, work: Promise<Answer>): Promise<Answer> =>
  work.catch((error: unknown) => {
    throw refusalOf(error, nameOf);
  });

/** The members of an object that are not undefined, for types whose members may be left out and not undefined. */
export function defined<Members extends object>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as ReturnType<typeof defined<Members>>;
}

/** Milliseconds in a header. */
export const whole = (milliseconds: number): string => String(Math.round(milliseconds));

/** What every answer's headers say of its time. */
export const timeHeaders = ({ elapsedTime }: FastifyReply): Readonly<Record<string, string>> => ({
  "x-compute-type": "cpu",
  "x-compute-time": whole(elapsedTime),
  "x-total-time": whole(elapsedTime),
});
