import type { SettingName } from "./configuration.ts";

/** What was written somewhere, unchecked. `name` is what it is called there. */
export interface Written {
  readonly setting: SettingName;
  readonly name: string;
  readonly value: unknown;
}
