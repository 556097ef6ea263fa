import { colours } from "./colours.ts";
import { figures } from "./figures.ts";
import { layout } from "./layout.ts";
import { print } from "./print.ts";
import { tables } from "./tables.ts";

/** The style sheet of the page: what is printed comes last, since it overrules. */
export const pageStyle: string = [colours, layout, figures, tables, print].join("\n");
