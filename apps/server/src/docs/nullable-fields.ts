/** As much of a JSON Schema as matters here. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly description?: string;
}

/** A schema that takes null in every field that may be left out, as the server does. */
export function withNullableFields({ properties, items, ...rest }: JsonSchema): object {
  const isNeeded = (name: string): boolean => rest.required?.includes(name) === true;
  const fields = Object.entries(properties ?? {}).map(([name, field]) => [
    name,
    isNeeded(name) ? withNullableFields(field) : orNull(withNullableFields(field)),
  ]);
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(fields) as object }),
    ...(items === undefined ? {} : { items: withNullableFields(items) }),
  };
}

function orNull({ description, ...schema }: JsonSchema): object {
  return { anyOf: [schema, { type: "null" }], ...(description === undefined ? {} : { description }) };
}
