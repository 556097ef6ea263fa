import { z } from "zod";
import type { TextInput } from "@nestvec/core";

/** The inputs of a request: a text, the token ids of one, or a list of either. */
export type Inputs = string | readonly number[] | readonly (string | readonly number[])[];

/** What is wrong, and where. */
interface Wrong {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * A schema that says only the first thing that is wrong: of a list of a million wrong items, a million messages would take more memory than the
 * server has. `shape` is its JSON Schema.
 */
function firstWrong<Value>(shape: object, check: (value: unknown) => Wrong | undefined): z.ZodType<Value> {
  const schema = z.unknown().superRefine((value, context) => {
    const wrong = check(value);
    if (wrong !== undefined) context.addIssue({ code: "custom", path: [...wrong.path], message: wrong.message });
  });
  return schema.meta({ ...shape }) as unknown as z.ZodType<Value>;
}

const textShape = { type: "string" };
const idsShape = { type: "array", items: { type: "integer", minimum: 0 } };

function wrongId(ids: readonly unknown[]): Wrong | undefined {
  const place = ids.findIndex((id) => !(Number.isInteger(id) && (id as number) >= 0));
  return place < 0 ? undefined : { path: [place], message: "must be a token id, a whole number from 0" };
}

function wrongItem(items: readonly unknown[], takesIds: boolean): Wrong | undefined {
  for (const [place, item] of items.entries()) {
    if (typeof item === "string") continue;
    if (!takesIds || !Array.isArray(item))
      return { path: [place], message: takesIds ? "must be a text or a list of token ids" : "must be a text" };
    const wrong = wrongId(item);
    if (wrong !== undefined) return { ...wrong, path: [place, ...wrong.path] };
  }
  return undefined;
}

/** A text, the token ids of one, or a list of either. */
export const textOrIdInputs: z.ZodType<Inputs> = firstWrong(
  { anyOf: [textShape, idsShape, { type: "array", items: { anyOf: [textShape, idsShape] } }] },
  (value) => {
    if (typeof value === "string") return undefined;
    if (Array.isArray(value)) return typeof value[0] === "number" ? wrongId(value) : wrongItem(value, true);
    return { path: [], message: "must be a text, the token ids of one text, or a list of either" };
  },
);

/** A text, or a list of texts. */
export const textInputs: z.ZodType<string | readonly string[]> = firstWrong(
  { anyOf: [textShape, { type: "array", items: textShape }] },
  (value) => {
    if (typeof value === "string") return undefined;
    return Array.isArray(value) ? wrongItem(value, false) : { path: [], message: "must be a text or a list of texts" };
  },
);

/** The token ids of one text, or a list of those. */
export const idInputs: z.ZodType<readonly number[] | readonly (readonly number[])[]> = firstWrong(
  { anyOf: [idsShape, { type: "array", items: idsShape }] },
  (value) => {
    if (!Array.isArray(value)) return { path: [], message: "must be token ids, or a list of lists of them" };
    if (value.length === 0 || typeof value[0] === "number") return wrongId(value);
    const place = value.findIndex((item) => !Array.isArray(item));
    return place < 0 ? wrongItem(value, true) : { path: [place], message: "must be a list of token ids" };
  },
);

/** A list whose items fit a schema, and of which there are at least so many. */
export function listOf<Item>(item: z.ZodType<Item>, least = 0): z.ZodType<readonly Item[]> {
  const { $schema: _, ...items } = z.toJSONSchema(item, { io: "input" });
  return firstWrong({ type: "array", items, ...(least > 0 ? { minItems: least } : {}) }, (value) => {
    if (!Array.isArray(value)) return { path: [], message: "must be a list" };
    if (value.length < least) return { path: [], message: `must have at least ${least}` };
    for (const [place, one] of value.entries()) {
      const [issue] = item.safeParse(one).error?.issues ?? [];
      if (issue !== undefined)
        return { path: [place, ...issue.path.map((part) => (typeof part === "symbol" ? "" : part))], message: issue.message };
    }
    return undefined;
  });
}

/** The inputs as a list. A list of numbers stands for one text; an empty list is no text. */
export function inputList(inputs: Inputs): readonly TextInput[] {
  if (typeof inputs === "string") return [inputs];
  return isOneOfIds(inputs) ? [inputs] : inputs;
}

const isOneOfIds = (inputs: Exclude<Inputs, string>): inputs is readonly number[] => typeof inputs[0] === "number";
