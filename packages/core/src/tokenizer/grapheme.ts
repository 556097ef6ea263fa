/** What the rules of UAX #29 for extended grapheme clusters make of a character, as far as short clusters go. */
type Kind = "other" | "control" | "extend" | "spacing" | "joiner" | "prepend" | "pictograph";

const prepend =
  /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u0D4E\u{110BD}\u{110CD}\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/u;
const extend = /[\p{Grapheme_Extend}\p{Emoji_Modifier}]/u;
/** SpacingMark, but for those below that stand alone. */
const spacing = /[\p{Mc}\u0E33\u0EB3]/u;
const spacingAlone =
  /[\u102B\u102C\u1038\u1062-\u1064\u1067-\u106D\u1083\u1087-\u108C\u108F\u109A-\u109C\u1A61\u1A63\u1A64\uAA7B\uAA7D\u{11720}\u{11721}]/u;
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?=\p{Cn})\p{Default_Ignorable_Code_Point}/u;

function kindOf(code: number): Kind {
  const character = String.fromCodePoint(code);
  if (code === 0x20_0d) return "joiner";
  if (prepend.test(character)) return "prepend";
  if (extend.test(character)) return "extend";
  if (spacing.test(character) && !spacingAlone.test(character)) return "spacing";
  if (control.test(character)) return "control";
  return /\p{Extended_Pictographic}/u.test(character) ? "pictograph" : "other";
}

const kinds = new Map<number, Kind>();

function knownKind(code: number): Kind {
  let kind = kinds.get(code);
  if (kind === undefined) kinds.set(code, (kind = kindOf(code)));
  return kind;
}

/** Below this, a character extends none before it, line feeds aside. */
const firstMark = 0x3_00;
const unitsOf = (code: number): number => (code > 0xff_ff ? 2 : 1);

/**
 * Where the extended grapheme cluster that begins at a position ends. Syllables of several Hangul letters, flags and conjuncts are not put
 * together: all these have six bytes of UTF-8 or more, and those who ask treat clusters of that length character by character.
 */
export function clusterEnd(text: string, start: number): number {
  let code = text.codePointAt(start) ?? 0;
  let end = start + unitsOf(code);
  let next = text.codePointAt(end);
  if (next === undefined) return end;
  if (code === 0x0d) return next === 0x0a ? end + 1 : end;
  if (next < firstMark && code < firstMark) return end;
  while (knownKind(code) === "prepend" && next !== undefined && knownKind(next) !== "control") {
    end += unitsOf(next);
    code = next;
    next = text.codePointAt(end);
  }
  let kind = knownKind(code);
  if (kind === "control") return end;
  // Rule GB11: one joiner joins two pictographs, with extending marks alone before it.
  let joins = kind === "pictograph";
  while (next !== undefined) {
    const following = knownKind(next);
    const isJoined = joins && kind === "joiner" && following === "pictograph";
    if (following !== "extend" && following !== "spacing" && following !== "joiner" && !isJoined) break;
    joins &&= isJoined || (kind !== "joiner" && following !== "spacing");
    end += unitsOf(next);
    kind = following;
    next = text.codePointAt(end);
  }
  return end;
}
