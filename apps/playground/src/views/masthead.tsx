import type { JSX } from "preact";
import { Links } from "./links.tsx";
import { copyLink, linkNote } from "../state/link.ts";
import { theme, type Theme } from "../state/theme.ts";

const names: readonly (readonly [Theme, string])[] = [
  ["system", "Auto"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** The name of the page, what it is for, and the choice between light and dark. */
export const Masthead = (): JSX.Element => (
  <header class="masthead">
    <div class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect class="nest-3" x="1" y="1" width="30" height="30" rx="8" />
        <rect class="nest-2" x="1" y="1" width="21" height="21" rx="7" />
        <rect class="nest-1" x="1" y="1" width="12" height="12" rx="5" />
      </svg>
      <span>nestvec</span>
    </div>
    <Links label="nestvec elsewhere" />
    <fieldset class="themes">
      <legend class="unseen">Colours</legend>
      {names.map(([value, name]) => (
        <label key={value}>
          <input type="radio" name="theme" value={value} checked={theme.value === value} onChange={() => (theme.value = value)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
    <div class="opening">
      <h1>How much of the meaning stays?</h1>
      <p>
        A nested model gives useful vectors early, after a few <em>layers</em>, and short, from the first few <em>dimensions</em>. Choose a
        cut, and see what it saves and what it changes.
      </p>
      <div class="share">
        <button type="button" onClick={() => void copyLink()}>
          Copy a link to this
        </button>
        <p class="hint" role="status">
          {linkNote.value}
        </p>
      </div>
    </div>
  </header>
);
