import { invalidSetting, divided, environmentNames, nearestName, settingNames, type Written } from "./names.ts";
import { settings } from "./settings.ts";

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
    throw invalidSetting(name, "no setting", expected);
  }
}

/** Variables of the product that are no settings of the server. A test compares the list with what the code reads. */
export const otherVariables: readonly string[] = [
  // The file of settings, as --config names it.
  "NESTVEC_CONFIG",
  // The command line's model, and the folder for what is kept between runs.
  "NESTVEC_MODEL",
  "NESTVEC_CACHE",
  "NESTVEC_TOKENIZER_CACHE",
  // Set by the project's own tests: their data, and where their counts go.
  "NESTVEC_SHARED",
  "NESTVEC_TALLY_FILE",
  "NESTVEC_FUZZED_BODIES",
];

/**
 * Whether a cluster set a variable for a Service, which `enableServiceLinks: false` would keep it from: a Service called `nestvec` gives
 * `NESTVEC_PORT=tcp://…`, one called `prometheus` gives `PROMETHEUS_PORT`. https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function isServiceLink(name: string, value: string): boolean {
  return (
    /_SERVICE_HOST$|_SERVICE_PORT(?:_[A-Z0-9_]+)?$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name) ||
    isLinkOfPort(name, value)
  );
}

/** `X_PORT` is a number where somebody set it, and an address where a cluster did. */
const isLinkOfPort = (name: string, value: string): boolean => /(?:^|_)PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value);

/** OpenTelemetry's own variables, those for traces alone first: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const variables = [
  ["otlpProtocol", "PROTOCOL", (value: string): unknown => value],
  ["otlpHeaders", "HEADERS", headersOf],
] as const;

/** What OpenTelemetry's variables say of how traces are sent. Whether they are, `otlp-endpoint` says. */
function openTelemetrySettings(environment: Readonly<Record<string, string | undefined>>): readonly Written[] {
  return variables.flatMap(([setting, what, read]) => {
    for (const name of [`OTEL_EXPORTER_OTLP_TRACES_${what}`, `OTEL_EXPORTER_OTLP_${what}`]) {
      const value = environment[name] ?? "";
      if (value !== "") return [{ setting, name, value: read(value) }];
    }
    return [];
  });
}

/** `name=value,name=value`: a comma that is part of a value is written as `%2C` there, as the specification has it. */
function headersOf(value: string): unknown {
  return value
    .split(",")
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .map(decoded);
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

/** TEI's settings that change vectors there and that this server does not have, and what to do in their place. */
const foreign: Readonly<Record<string, string>> = {
  DEFAULT_PROMPT: "Name one of the model's own prompts with --default-prompt-name.",
  DENSE_PATH: "Dense modules are taken as the model's graphs have them.",
  DTYPE: "Weights are run as the model's graphs have them; --dtype chooses a graph, under transformers.js' names.",
  REVISION: "Name it in --model-id: ORG/NAME@REVISION.",
};

/** What the environment asks for that would change vectors in TEI and does nothing here: a sentence each, without the value. */
export function foreignSettings(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(foreign)
    .filter(([name]) => (environment[name] ?? "") !== "")
    .map(([name, instead]) => `${name} is set in the environment. It would change vectors in TEI and does nothing here. ${instead}`);
}
