import { styleText } from "node:util";
import type { WriteStream } from "node:tty";

/** How wide a table may be: the terminal's width, or 100 where there is none. */
export function screenWidth(stream: Pick<WriteStream, "columns">): number {
  // Not a terminal, or one that does not know its size: 0 or undefined.
  return stream.columns || 100;
}

/** Bold on a terminal with colours (NO_COLOR and FORCE_COLOR are heeded), nothing elsewhere. */
export function styleTitles(stream: Pick<WriteStream, "isTTY" | "hasColors">): (text: string) => string {
  return stream.isTTY && stream.hasColors() ? (text) => styleText("bold", text) : (text) => text;
}
