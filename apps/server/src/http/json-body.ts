import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { Refusal } from "../refusal/refusal.ts";
import { jsonAnswer } from "./json-answer.ts";

/** Takes JSON in UTF-8 and nothing else, and keeps `__proto__` and `constructor.prototype` out of it. */
export function addJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, jsonParser(app));
  app.setValidatorCompiler(({ schema }) => (data: unknown) => {
    const checked = (schema as z.ZodType).safeParse(withoutNulls(data));
    return checked.success ? { value: checked.data } : { error: refusalOfIssues(checked.error.issues) };
  });
  // Answers are made by typed code; checking every number of every vector once more would cost more than making them.
  // Fastify sends bytes as they are; its types only know of text.
  app.setSerializerCompiler(() => jsonAnswer as unknown as () => string);
}

/**
 * Takes JSON whatever the Content-Type says. Pages may send other types without asking, so that they are taken of a page only where its origin may
 * call anyway.
 */
export function addAnyTypeBodies(app: FastifyInstance, origins: readonly string[]): void {
  const parse = jsonParser(app);
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => {
    const { origin } = request.headers;
    if (origin === undefined || origins.includes(origin) || origins.includes("*")) return parse(request, body, done);
    return done(new Refusal("content type", "From a page, the Content-Type must be application/json."), undefined);
  });
}

type Parser = (request: FastifyRequest, body: string | Buffer, done: (error: Error | null, value?: unknown) => void) => void;

function jsonParser(app: FastifyInstance): Parser {
  const parse = app.getDefaultJsonParser("error", "error");
  return (request, body, done) => {
    const bytes = body as Buffer;
    const charset = /;\s*charset=("?)([^";]+)\1/i.exec(request.headers["content-type"] ?? "")?.[2] ?? "utf-8";
    if (!/^utf-?8$/i.test(charset)) return done(new Refusal("content type", "The body must be JSON in UTF-8."), undefined);
    if (bytes.length === 0) return done(new Refusal("argument", "The body is empty; JSON is needed."), undefined);
    if (!isUtf8(bytes)) return done(new Refusal("argument", "The body is not valid UTF-8."), undefined);
    return void parse(request, bytes.toString("utf8"), done);
  };
}

/**
 * Null means left out, in every field of every API: many clients write all fields that they know. Lists keep theirs, where null is no item;
 * objects are never in lists of lists. No API reads what lies deeper than `depth`, and JSON can be nested deeper than calls can.
 */
export function withoutNulls(value: unknown, depth = 8): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) {
    const hasObjects = value.some((item) => typeof item === "object" && item !== null && !Array.isArray(item));
    return hasObjects ? value.map((item: unknown) => (Array.isArray(item) ? item : withoutNulls(item, depth - 1))) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member, depth - 1)]));
}

/** What is wrong with a body: the first place, and what is expected there. Names of unknown keys, which may be anything, are not repeated. */
function refusalOfIssues(issues: readonly z.core.$ZodIssue[]): Refusal {
  const [issue] = issues;
  if (issue === undefined) return new Refusal("argument", "The request is not what this path takes.");
  const place = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
  const parameter = typeof issue.path[0] === "string" ? issue.path[0] : undefined;
  const what = issue.code === "unrecognized_keys" ? "has a key that is not known here" : issue.message;
  const separator = what.startsWith("must ") ? " " : ": ";
  const message = `${place === "" ? "The request" : place}${separator}${what}`;
  return new Refusal("argument", message.endsWith(".") ? message : `${message}.`, parameter === undefined ? {} : { parameter });
}
