import { NestvecError } from "@nestvec/core";
import { divided } from "./divided.ts";
import { otherVariables } from "./known-variables.ts";
import { environmentNames, settingNames } from "./names.ts";
import { nearestName } from "./nearest-name.ts";
import { openTelemetrySettings } from "./open-telemetry.ts";
import { isServiceLink } from "./service-links.ts";
import { settings } from "./settings.ts";
import type { Written } from "./written.ts";

const prefix = "NESTVEC_";

/**
 * Reads environment variables. An empty one counts as not there, unless it is a secret: an empty key would leave the server open to all. What a
 * cluster sets for its Services is passed over.
 * @throws NestvecError ARGUMENT_INVALID for a name that begins with `NESTVEC_` and is no setting, with the nearest that is
 */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly Written[] {
  const own = Object.fromEntries(Object.entries(environment).filter(([name, value]) => !isServiceLink(name, value ?? "")));
  requireKnown(own);
  const written = settingNames.flatMap((setting) => {
    const isSecret = settings[setting].isSecret === true;
    const isThere = (value: string | undefined): boolean => value !== undefined && (value !== "" || isSecret);
    const name = environmentNames(setting).find((candidate) => isThere(own[candidate]));
    return name === undefined ? [] : [{ setting, name, value: divided(setting, own[name]) }];
  });
  return [...written, ...openTelemetrySettings(own)];
}

function requireKnown(environment: Readonly<Record<string, string | undefined>>): void {
  const known = [...settingNames.flatMap(environmentNames).filter((name) => name.startsWith(prefix)), ...otherVariables];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(prefix) || environment[name] === undefined || known.includes(name)) continue;
    const nearest = nearestName(
      name.slice(prefix.length),
      known.map((one) => one.slice(prefix.length)),
    );
    const expected = `the name of a setting, such as ${prefix}${nearest ?? "PORT"}; --help lists them all`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: name, found: "no setting", expected });
  }
}
