import type { JSX } from "preact";

/** How many places something rose or fell against the full cut. */
export const RankShift = ({ rank, fullRank }: { readonly rank: number; readonly fullRank: number }): JSX.Element => {
  const places = fullRank - rank;
  if (places === 0) return <span class="shift same">same</span>;
  const way = places > 0 ? "up" : "down";
  return (
    <span class={`shift ${way}`} title={`${fullRank}. at the full cut`}>
      <span aria-hidden="true">{places > 0 ? "▲" : "▼"} </span>
      {Math.abs(places)}
      <span class="unseen">
        {" "}
        {way} from {fullRank}
      </span>
    </span>
  );
};
