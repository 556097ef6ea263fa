import { either, inTurn, lookahead, nothing, oneCharacter, repeatedCharacter, repeatedGroup, type RegexPiece } from "./regex-piece.ts";

/** A group that is being read, the whole expression being the outermost. */
interface Group {
  readonly opener: string;
  /** The alternatives before the present one. */
  readonly before: RegexPiece | undefined;
  /** The present one, as far as it was read. */
  readonly alternative: RegexPiece;
}

const opener = /\((?:\?(?:[:=!]|i:))?/y;
const quantifier = /[+*?]|\{(?:\d+(?:,\d*)?|,\d+)\}/y;
const character =
  /[.^$]|\\(?:[pP]\{[^}]*\}|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[AzZbBsSdDwWhHnrtfvae]|[^A-Za-z0-9])|[^()[\]{}|+*?\\]/uy;

/**
 * Why a regular expression (Oniguruma's dialect) may take more than linear time on some text; undefined where it cannot.
 * The check is stricter than it has to be: after a repetition without an upper bound there may only come what cannot fail,
 * so that nothing such a repetition took is ever given back; only single characters are repeated; the rest can be tried in
 * at most 100 ways. Every position of a text is then read a bounded number of times.
 */
export function obstacleToLinearTime(regex: string): string | undefined {
  const groups: Group[] = [];
  let group: Group = { opener: "", before: undefined, alternative: nothing };
  let index = 0;
  while (index < regex.length) {
    const opened = found(opener, regex, index);
    if (opened !== "") {
      groups.push(group);
      group = { opener: opened, before: undefined, alternative: nothing };
      index += opened.length;
    } else if (regex[index] === "|") {
      group = { ...group, before: closed(group), alternative: nothing };
      index += 1;
    } else {
      const ended = regex[index] === ")" ? group : undefined;
      const outer = ended === undefined ? group : groups.pop();
      const end = ended === undefined ? endOfCharacter(regex, index) : index + 1;
      if (outer === undefined || end === index) return `syntax that is not known here, at character ${index + 1}`;
      const times = found(quantifier, regex, end);
      const piece = pieceOf(ended, times);
      const alternative = typeof piece === "string" ? piece : inTurn(outer.alternative, piece);
      if (typeof alternative === "string") return alternative;
      group = { ...outer, alternative };
      index = end + times.length;
    }
  }
  return groups.length === 0 ? undefined : "a group that is not closed";
}

/** A group that has ended, or a single character, with the quantifier after it. */
function pieceOf(group: Group | undefined, times: string): RegexPiece | string {
  if (group === undefined) return times === "" ? oneCharacter : repeatedCharacter(times);
  const looksAhead = group.opener === "(?=" || group.opener === "(?!";
  const piece = looksAhead ? lookahead(closed(group)) : closed(group);
  return typeof piece === "string" || times === "" ? piece : repeatedGroup(piece, times);
}

/** A group's alternatives as one piece. */
const closed = ({ before, alternative }: Group): RegexPiece => (before === undefined ? alternative : either(before, alternative));

/** What a sticky pattern finds at a position; empty where it finds nothing. */
function found(pattern: RegExp, regex: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(regex)?.[0] ?? "";
}

/** Where the character or class at a position ends; the position itself where there is none that is known. */
const endOfCharacter = (regex: string, index: number): number =>
  regex[index] === "[" ? endOfClass(regex, index) : index + found(character, regex, index).length;

/** Classes nest in Oniguruma, and a bracket that closes at once stands for itself. */
function endOfClass(regex: string, start: number): number {
  let depth = 0;
  for (let index = start; index < regex.length; index++) {
    if (regex[index] === "\\") index += 1;
    else if (regex[index] === "[") {
      depth += 1;
      if (regex[index + 1] === "^") index += 1;
      if (regex[index + 1] === "]") index += 1;
    } else if (regex[index] === "]") {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return start;
}
