import { figuresTable } from "./figures-table.mjs";

/**
 * A document in which every table between the marks `<!-- bench: FILE -->` and `<!-- /bench -->` is made anew of the file that it names.
 * @param {string} document
 * @param {(file: string) => string} read gives the text of a file
 * @returns {string}
 */
export function replaceFigures(document, read) {
  return document.replace(/^<!-- bench: (\S+) -->\n[\s\S]*?^<!-- \/bench -->$/gm, (_, /** @type {string} */ file) => {
    return `<!-- bench: ${file} -->\n\n${figuresTable(JSON.parse(read(file)))}\n\n<!-- /bench -->`;
  });
}

/**
 * The files that a document's tables are made of.
 * @param {string} document
 * @returns {string[]}
 */
export const figureFiles = (document) => [...document.matchAll(/^<!-- bench: (\S+) -->$/gm)].map(([, file = ""]) => file);
