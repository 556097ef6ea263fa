import GithubSlugger from "github-slugger";
import { marked, type Token, type Tokens } from "marked";

/** A fenced block of code, and the example that it is, as the comment before it says. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  readonly example: string | undefined;
}

/** The blocks of code of a document, each with the path in an `<!-- example: PATH -->` right before it. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let example: string | undefined;
  for (const token of marked.lexer(markdown)) {
    if (token.type === "code") blocks.push({ language: token.lang ?? "", text: token.text, example });
    if (token.type !== "space") example = token.type === "html" ? /<!-- example: (\S+) -->/.exec(token.text)?.[1] : undefined;
  }
  return blocks;
}

/** The tables of a document that have a `<!-- quality: NAME -->` right before them: their rows of cells, the heading first. */
export function namedTables(markdown: string): Map<string, string[][]> {
  const tables = new Map<string, string[][]>();
  let name: string | undefined;
  for (const token of marked.lexer(markdown)) {
    if (token.type === "table" && name !== undefined) {
      const { header, rows } = token as Tokens.Table;
      tables.set(
        name,
        [header, ...rows].map((row) => row.map(({ text }) => text)),
      );
    }
    if (token.type !== "space") name = token.type === "html" ? /<!-- quality: (\S+) -->/.exec(token.text)?.[1] : undefined;
  }
  return tables;
}

/** Where the links and images of a document lead, in their order. Code is left aside. */
export function linkTargets(markdown: string): string[] {
  return allTokens(markdown).flatMap((token) => (token.type === "link" || token.type === "image" ? [String(token["href"])] : []));
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchors(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  return new Set(allTokens(markdown).flatMap((token) => (token.type === "heading" ? [slugger.slug(plainText(token))] : [])));
}

function allTokens(markdown: string): Token[] {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => void tokens.push(token));
  return tokens;
}

/** What a reader sees of a token, without the signs of its formatting. */
function plainText(token: Token): string {
  const inner = "tokens" in token ? token.tokens : undefined;
  if (inner !== undefined && inner.length > 0) return inner.map(plainText).join("");
  return "text" in token && typeof token.text === "string" ? token.text : token.raw;
}
