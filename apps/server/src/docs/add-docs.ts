import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import { packageVersion } from "../base/package-version.ts";

/** Serves `/openapi.json`, made of the routes' schemas, and `/docs`, a page over it that asks nothing of any other server. To be called before routes are added. */
export async function addDocs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "nestvec server",
        description:
          "Text embeddings over the interfaces of OpenAI, TEI, Cohere, Ollama and the semantic router, and one of its own. Every answer has the header x-request-id: the one of the request, or a new one. A field that may be left out may be null, too.",
        version: packageVersion(),
        license: { name: "MIT OR Apache-2.0" },
      },
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
      security: [{}, { apiKey: [] }],
    },
    transform(route) {
      const { schema, url } = jsonSchemaTransform(route as Parameters<typeof jsonSchemaTransform>[0]);
      const { body } = schema;
      return { url, schema: body === undefined ? schema : { ...schema, body: withNullableFields(body as object) } };
    },
  });
  // It holds nothing that is secret, and a browser has no way to send a key with a page.
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/docs")) route.config = { ...route.config, isOpen: true };
  });
  await app.register(swaggerUi, { routePrefix: "/docs", staticCSP: true, uiConfig: { validatorUrl: null } });
  app.get("/openapi.json", { schema: { hide: true }, config: { isOpen: true } }, async () => app.swagger());
}

/** As much of a JSON Schema as matters here. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly description?: string;
}

/** A schema that takes null in every field that may be left out, as the server does. */
function withNullableFields({ properties, items, ...rest }: JsonSchema): object {
  const isNeeded = (name: string): boolean => rest.required?.includes(name) === true;
  const fields = Object.entries(properties ?? {}).map(([name, field]) => [
    name,
    isNeeded(name) ? withNullableFields(field) : orNull(withNullableFields(field)),
  ]);
  return {
    ...rest,
    ...(properties && { properties: Object.fromEntries(fields) as object }),
    ...(items && { items: withNullableFields(items) }),
  };
}

function orNull({ description, ...schema }: JsonSchema): object {
  return { anyOf: [schema, { type: "null" }], ...(description && { description }) };
}
