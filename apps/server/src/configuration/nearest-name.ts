import { closestMatch } from "leven";

/** The name that somebody most likely meant who wrote another: one that holds it or is part of it, else the one with the fewest letters changed. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const related = names.filter((name) => name.includes(written) || written.includes(name));
  return closestMatch(written, related) ?? closestMatch(written, names);
}
