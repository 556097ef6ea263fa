/** A piece of HTML: what is put into a larger piece as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Part[] | undefined;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML of a template. What is put in is escaped, for text and for quoted attributes; markup stays as it is, and nothing stands for undefined. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: template.map((text, place) => text + written(parts[place])).join("") };
}

/** Text that is HTML already, such as a drawing of a library. */
export const trusted = (markup: string): Markup => ({ markup });

function written(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return String(part).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
  return "markup" in part ? part.markup : part.map(written).join("");
}
