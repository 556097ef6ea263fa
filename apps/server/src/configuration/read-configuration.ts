import { readFileSync } from "node:fs";
import { NestvecError, requireOptions, type OptionNames } from "@nestvec/core";
import type { Configuration, SettingName } from "./configuration.ts";
import { invalidSetting, kebabName, settingNames, type Written } from "./names.ts";
import { settings } from "./settings.ts";
import { readFileSettings } from "./sources.ts";

/**
 * Puts together what was written: the first that says something of a setting counts, so flags go before the environment, and that before a
 * file. Keys of `api-key-file` join those of `api-key`.
 * @throws NestvecError ARGUMENT_INVALID with the name under which a wrong value was written, FILE_NOT_READABLE
 */
export function readConfiguration(sources: readonly (readonly Written[])[], file?: string): Configuration {
  const all = file === undefined ? sources : [...sources, readFileSettings(file)];
  const read = Object.fromEntries(settingNames.map((name) => [name, valueOf(name, all)])) as unknown as Configuration;
  return { ...read, apiKey: [...read.apiKey, ...keysOf(read.apiKeyFile)] };
}

const known = Object.fromEntries(settingNames.map((name) => [name, true])) as OptionNames<Configuration>;

/**
 * The configuration of a server that a program starts. A setting that is left out has its default.
 * @throws NestvecError ARGUMENT_INVALID, FILE_NOT_READABLE
 * @example
 * ```ts
 * import { configurationOf } from "@nestvec/server";
 *
 * const { hostname, port } = configurationOf({ port: 8080 });
 * console.log(`${hostname}:${port}`); // → 127.0.0.1:8080
 * ```
 */
export function configurationOf(given: Partial<Configuration>): Configuration {
  requireOptions<Partial<Configuration>>("configurationOf", given, known);
  const written = settingNames.map((setting) => ({ setting, name: setting, value: given[setting] }));
  return readConfiguration([written]);
}

function valueOf(setting: SettingName, sources: readonly (readonly Written[])[]): unknown {
  const written = sources.flat().find((one) => one.setting === setting);
  const check = settings[setting].schema.safeParse(written?.value);
  if (check.success) return check.data;
  const found = settings[setting].isSecret === true ? "another value" : (JSON.stringify(written?.value) ?? "nothing");
  const expected = check.error.issues[0]?.message ?? "another value";
  throw invalidSetting(written?.name ?? `--${kebabName(setting)}`, found, expected);
}

function keysOf(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  try {
    const keys = readFileSync(file, "utf8")
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"));
    if (keys.length > 0) return keys;
  } catch (error) {
    throw new NestvecError("FILE_NOT_READABLE", { file, problem: error instanceof Error ? error.message : String(error) });
  }
  throw new NestvecError("FILE_NOT_READABLE", { file, problem: "it holds no key, which would leave the server open to all" });
}

/** The settings as they are printed at the start, under the names of flags and files. Secrets are only counted. */
export function printableConfiguration(configuration: Configuration): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    settingNames.map((name) => {
      const value = configuration[name];
      return [kebabName(name), settings[name].isSecret === true && Array.isArray(value) ? `${value.length} set` : value];
    }),
  );
}
