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
