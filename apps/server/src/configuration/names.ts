import { NestvecError } from "@nestvec/core";
import { closestMatch } from "leven";
import type { SettingName } from "./configuration.ts";
import { settings } from "./settings.ts";

/** All settings by name. */
export const settingNames: readonly SettingName[] = Object.keys(settings) as SettingName[];

/** `maxBatchTokens` → `max-batch-tokens`, its name in flags and files. */
export function kebabName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxBatchTokens` → `NESTVEC_MAX_BATCH_TOKENS` and, where nothing else sets it, `MAX_BATCH_TOKENS`. */
export function environmentNames(name: SettingName): readonly string[] {
  const plain = kebabName(name).replaceAll("-", "_").toUpperCase();
  return settings[name].isPrefixed === true ? [`NESTVEC_${plain}`] : [`NESTVEC_${plain}`, plain];
}

/** What was written somewhere, unchecked. `name` is what it is called there. */
export interface Written {
  readonly setting: SettingName;
  readonly name: string;
  readonly value: unknown;
}

/** The values of a list that was written as one text, such as `a,b`. Anything else is left as it is. */
export function divided(setting: SettingName, value: unknown): unknown {
  const { separator } = settings[setting];
  if (typeof value !== "string" || separator === undefined) return value;
  const pieces = value.split(separator === "comma" ? "," : /\r?\n|\r/);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

/** The name that somebody most likely meant who wrote another: one that holds it or is part of it, else the one with the fewest letters changed. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const related = names.filter((name) => name.includes(written) || written.includes(name));
  return closestMatch(written, related) ?? closestMatch(written, names);
}

/** The error for a setting, by the name under which it was written. */
export const invalidSetting = (argument: string, found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found, expected });
