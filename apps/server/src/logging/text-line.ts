/** Fields of pino's lines that a reader of a terminal has no use for. */
const hidden: readonly string[] = ["level", "time", "pid", "hostname", "msg", "err"];

const levels: Readonly<Record<number, string>> = { 10: "TRACE", 20: "DEBUG", 30: "INFO", 40: "WARN", 50: "ERROR", 60: "FATAL" };

/** A line of pino's JSON as a reader wants it: time, level, message, then what is said of it. Objects take a line for each of their keys. */
export function textLine(json: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const fields = Object.entries(rest).filter(([name]) => !hidden.includes(name));
  const short = fields.filter(([, value]) => !isObject(value)).map(([name, value]) => ` ${name}=${shown(value)}`);
  const long = fields.flatMap(([name, value]) => (isObject(value) ? [`  ${name}:`, ...linesOf(value)] : []));
  const head = `${new Date(Number(time)).toISOString().slice(11, 23)} ${(levels[Number(level)] ?? "").padEnd(5)} ${shown(msg, "")}${short.join("")}`;
  return `${[head, ...errorLines(err), ...long].join("\n")}\n`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const linesOf = (value: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(value).map(([name, one]) => `    ${name}: ${shown(one)}`);

function errorLines(error: unknown): readonly string[] {
  if (!isObject(error)) return [];
  const { stack, type, message } = error;
  const text = typeof stack === "string" && stack !== "" ? stack : `${shown(type, "Error")}: ${shown(message, "")}`;
  return text.split("\n").map((line) => `  ${printable(line)}`);
}

/** Words as they are, what holds spaces or quotes in quotes, and no character that a terminal would obey. */
function shown(value: unknown, initial?: string): string {
  if (value === undefined) return initial ?? "";
  if (typeof value !== "string") return printable(JSON.stringify(value));
  return initial !== undefined || /^[^\s"=]+$/.test(value) ? printable(value) : JSON.stringify(printable(value));
}

// oxlint-disable-next-line no-control-regex -- it is them that are looked for
const printable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "\u00b7");
