import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { environmentNames, kebabName, settingNames } from "./names.ts";
import { settings } from "./settings.ts";

const page = readFileSync(new URL("../../../../docs/server.md", import.meta.url), "utf8");

test.each(settingNames)("docs/server.md has %s with its default", (name) => {
  const initial = settings[name].schema.safeParse(undefined);
  const value = initial.success ? initial.data : undefined;
  const shown = value === undefined || (Array.isArray(value) && value.length === 0) ? "" : String(value);
  const row = page.split("\n").find((line) => line.startsWith(`| \`${kebabName(name)}\` `));
  expect(row).toBeDefined();
  // Where there is no value, some have words in its place.
  if (shown !== "") expect(row?.split("|")[2]?.trim()).toBe(shown);
});

test("docs/server.md lists the variables that are read only with the prefix", () => {
  const [, list = ""] = /read from the environment only with the prefix: ([^.]+)\./.exec(page) ?? [];
  const prefixed = settingNames.filter((name) => settings[name].isPrefixed === true);
  expect(list.split(/,\s+/)).toEqual(prefixed.map((name) => `\`${environmentNames(name)[0]}\``));
});
