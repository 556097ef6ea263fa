import { effect, signal, type Signal } from "@preact/signals";

/** What the user wants to see: what the system says, or always one of the two. */
export type Theme = "system" | "light" | "dark";

const themes: readonly Theme[] = ["system", "light", "dark"];
const key = "nestvec-theme";

/** The theme that was chosen, here or at an earlier visit. */
export const theme: Signal<Theme> = signal(themes.find((name) => name === remembered()) ?? "system");

/** Shows the theme, and remembers it. */
export const followTheme = (): (() => void) =>
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    try {
      localStorage.setItem(key, theme.value);
    } catch {
      // A browser that keeps nothing: chosen for this visit alone.
    }
  });

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
