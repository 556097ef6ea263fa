import type { AddedToken } from "./added-tokens.ts";

/** A part of a text: an added token's id, or text between such tokens. */
export interface TextPart {
  readonly id: number | undefined;
  readonly text: string;
  /** Where it begins. */
  readonly start: number;
}

interface Node {
  token: AddedToken | undefined;
  readonly next: Map<string, Node>;
}

const emptyNode = (): Node => ({ token: undefined, next: new Map() });

/**
 * Cuts texts at added tokens: the leftmost first, and of those that begin there the longest. White space beside a token that asks for it goes
 * with the token. `written` is a token as it stands in the text.
 */
export function addedTokenSearch(
  tokens: readonly AddedToken[],
  written: (token: AddedToken) => string,
): (text: string) => readonly TextPart[] {
  const root = emptyNode();
  for (const token of tokens) {
    let node = root;
    for (const unit of written(token).split("")) {
      const next = node.next.get(unit) ?? emptyNode();
      node.next.set(unit, next);
      node = next;
    }
    if (node !== root) node.token = token;
  }
  if (root.next.size === 0) return (text) => (text === "" ? [] : [{ id: undefined, text, start: 0 }]);
  return (text) => cutAt(text, root);
}

function cutAt(text: string, root: Node): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (let index = 0; index < text.length;) {
    const found = longestAt(text, index, root);
    if (found === undefined) {
      index += 1;
      continue;
    }
    const { token, end } = found;
    const start = token.lstrip ? startOfSpace(text, index, from) : index;
    if (from < start) parts.push({ id: undefined, text: text.slice(from, start), start: from });
    parts.push({ id: token.id, text: text.slice(start, end), start });
    from = token.rstrip ? endOfSpace(text, end) : end;
    index = end;
  }
  if (from < text.length) parts.push({ id: undefined, text: text.slice(from), start: from });
  return parts;
}

function longestAt(text: string, start: number, root: Node): { readonly token: AddedToken; readonly end: number } | undefined {
  let longest: { readonly token: AddedToken; readonly end: number } | undefined;
  let node = root.next.get(text[start] ?? "");
  for (let end = start + 1; node !== undefined; end++) {
    if (node.token !== undefined) longest = { token: node.token, end };
    node = end < text.length ? node.next.get(text[end] ?? "") : undefined;
  }
  return longest;
}

const isSpace = (unit: string | undefined): boolean => unit !== undefined && /\p{White_Space}/u.test(unit);

function startOfSpace(text: string, end: number, least: number): number {
  let start = end;
  while (start > least && isSpace(text[start - 1])) start -= 1;
  return start;
}

function endOfSpace(text: string, start: number): number {
  let end = start;
  while (isSpace(text[end])) end += 1;
  return end;
}
