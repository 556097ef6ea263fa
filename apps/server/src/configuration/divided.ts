import type { SettingName } from "./configuration.ts";
import { settings } from "./settings.ts";

/** The values of a list that was written as one text, such as `a,b`. Anything else is left as it is. */
export function divided(setting: SettingName, value: unknown): unknown {
  const { separator } = settings[setting];
  if (typeof value !== "string" || separator === undefined) return value;
  const pieces = value.split(separator === "comma" ? "," : /\r?\n|\r/);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}
