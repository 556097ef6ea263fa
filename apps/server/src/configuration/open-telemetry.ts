import type { Written } from "./written.ts";

/** OpenTelemetry's own variables, those for traces alone first: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const variables = [
  ["otlpProtocol", "PROTOCOL", (value: string): unknown => value],
  ["otlpHeaders", "HEADERS", headersOf],
] as const;

/** What OpenTelemetry's variables say of how traces are sent. Whether they are, `otlp-endpoint` says. */
export function openTelemetrySettings(environment: Readonly<Record<string, string | undefined>>): readonly Written[] {
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
