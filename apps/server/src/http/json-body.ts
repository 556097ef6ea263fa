import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { Refusal } from "../refusal/refusal.ts";
import { jsonAnswer } from "./json-answer.ts";

/** Takes JSON in UTF-8 and nothing else, and keeps `__proto__` and `constructor.prototype` out of it. */
export function addJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const bytes = body as Buffer;
    const charset = /;\s*charset=("?)([^";]+)\1/i.exec(request.headers["content-type"] ?? "")?.[2] ?? "utf-8";
    if (!/^utf-?8$/i.test(charset)) return done(new Refusal("content type", "The body must be JSON in UTF-8."), undefined);
    if (bytes.length === 0) return done(new Refusal("argument", "The body is empty; JSON is needed."), undefined);
    if (!isUtf8(bytes)) return done(new Refusal("argument", "The body is not valid UTF-8."), undefined);
    return parse(request, bytes.toString("utf8"), done);
  });
  app.setValidatorCompiler(({ schema }) => (data: unknown) => {
    const checked = (schema as z.ZodType).safeParse(data);
    return checked.success ? { value: checked.data } : { error: refusalOfIssues(checked.error.issues) };
  });
  // Answers are made by typed code; checking every number of every vector once more would cost more than making them.
  // Fastify sends bytes as they are; its types only know of text.
  app.setSerializerCompiler(() => jsonAnswer as unknown as () => string);
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
  const message = `${place === "" ? "The request" : `"${place}"`}: ${what}`;
  return new Refusal("argument", message.endsWith(".") ? message : `${message}.`, parameter === undefined ? {} : { parameter });
}
