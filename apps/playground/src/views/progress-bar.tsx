import type { JSX } from "preact";

/** How much of something is done, from 0 to 1. */
export const ProgressBar = ({ label, share }: { readonly label: string; readonly share: number }): JSX.Element => (
  <progress class="bar" aria-label={label} max={1} value={Math.min(1, Math.max(0, share))} />
);
