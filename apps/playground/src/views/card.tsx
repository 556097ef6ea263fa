import type { ComponentChildren, JSX } from "preact";

/** A titled part of the page. */
export interface CardProps {
  /** Names the part for links and tests. */
  readonly id: string;
  readonly title: string;
  /** A sentence on what is seen. */
  readonly lead?: ComponentChildren;
  /** Beside the title: a button or a figure. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** @see CardProps */
export const Card = ({ id, title, lead, aside, children }: CardProps): JSX.Element => (
  <section class="card" id={id} aria-labelledby={`${id}-title`}>
    <div class="card-head">
      <h2 id={`${id}-title`}>{title}</h2>
      {aside}
    </div>
    {lead === undefined ? null : <p class="lead">{lead}</p>}
    {children}
  </section>
);
