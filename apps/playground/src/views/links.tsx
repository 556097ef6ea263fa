import type { JSX } from "preact";

const repository = "https://github.com/nestvec/nestvec";
const links = [
  ["Repository", repository],
  ["Docs", `${repository}/tree/main/docs`],
  ["npm", "https://www.npmjs.com/package/nestvec"],
] as const;

/** Where there is more. Nothing of it is loaded before it is asked for. */
export const Links = ({ label }: { readonly label: string }): JSX.Element => (
  <nav class="links" aria-label={label}>
    {links.map(([name, url]) => (
      <a key={name} href={url}>
        {name}
      </a>
    ))}
  </nav>
);
