/** Rows that were read, of one or more named fields, one of which holds the texts. */
export interface TextTable {
  /** What the user calls it: a file's name, or where it came from. */
  readonly name: string;
  readonly fields: readonly string[];
  /** One list for each field, all of one length. */
  readonly columns: readonly (readonly string[])[];
}

/** Texts in the order they were read, without empty ones. */
export interface TextList {
  readonly name: string;
  readonly texts: readonly string[];
  /** Lines that held nothing. */
  readonly emptyLines: number;
  /** Texts past the bound, which were left out. */
  readonly leftOut: number;
}

/** As many texts as are taken: beyond that, a page is the wrong tool, and memory of 30 MB for their vectors is spent. */
export const mostTexts = 20_000;

/** The texts in one field of a table. */
export function textsOf({ name, columns }: TextTable, field: number): TextList {
  const all = columns[field] ?? [];
  const texts = all.map((text) => text.trim()).filter((text) => text !== "");
  return { name, texts: texts.slice(0, mostTexts), emptyLines: all.length - texts.length, leftOut: Math.max(0, texts.length - mostTexts) };
}

/** The field that most probably holds the texts: one that is called so, or else the one with the longest entries. */
export function likelyField({ fields, columns }: TextTable): number {
  const named = fields.findIndex((field) => /^(text|sentence|content|body|title|question)$/i.test(field.trim()));
  if (named >= 0) return named;
  const lengths = columns.map((column) => column.slice(0, 200).reduce((sum, text) => sum + text.length, 0));
  return Math.max(0, lengths.indexOf(Math.max(...lengths)));
}
