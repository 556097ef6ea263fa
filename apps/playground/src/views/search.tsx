import type { JSX } from "preact";
import { counted, inMilliseconds } from "../measures/in-words.ts";
import { answer, fullAnswer, query, searchProblem, type Answer } from "../state/search.ts";
import { Card } from "./card.tsx";
import { ListSource } from "./list-source.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { RankShift } from "./rank-shift.tsx";

/** Search over the user's own list, answered as they type. */
export const Search = (): JSX.Element => {
  const now = query.value.trim() === "" ? undefined : answer.value;
  return (
    <Card
      id="search"
      title="Search a list of yours"
      lead="The list is embedded once, at a layer of its own. The query leaves at the layer of the slider, and is compared with the first dimensions of each stored vector: all exits share one space."
    >
      <div class="search">
        <ListSource />
        <div class="answers">
          <label for="query">Query</label>
          <input
            id="query"
            type="search"
            autocomplete="off"
            placeholder="I cannot log in any more"
            value={query.value}
            onInput={({ currentTarget }) => (query.value = currentTarget.value)}
          />
          <p class="figures" id="search-status">
            {now === undefined ? "" : sentence(now)}
          </p>
          <p class="unseen" role="status">
            {now === undefined ? "" : `${counted(now.found.length, "text")} found. Nearest: ${now.found[0]?.text ?? ""}`}
          </p>
          <ProblemNote problem={searchProblem.value} />
          {now === undefined ? null : <Matches now={now} />}
        </div>
      </div>
    </Card>
  );
};

function sentence(now: Answer): string {
  const full = fullAnswer.value?.to === now ? fullAnswer.value : undefined;
  const time = `${inMilliseconds(now.embedMilliseconds)} to embed at layer ${now.layer}, ${inMilliseconds(now.compareMilliseconds)} to compare with ${counted(now.compared, "vector")} of ${now.dimension}`;
  if (full === undefined || full.indices.length === 0) return `${time}.`;
  const kept = now.found.filter(({ index }) => full.indices.includes(index)).length;
  return `${time}. Of these ${now.found.length}, ${kept} are found at the full cut, too (${inMilliseconds(full.embedMilliseconds)} to embed).`;
}

const Matches = ({ now }: { readonly now: Answer }): JSX.Element => {
  const full = fullAnswer.value?.to === now ? fullAnswer.value.indices : undefined;
  return (
    <ol class="matches">
      {now.found.map(({ index, text, similarity }, place) => {
        const fullPlace = full?.indexOf(index) ?? -1;
        return (
          <li key={index} style={{ "--share": Math.max(0, similarity) }}>
            <span class="text">{text}</span>
            {full === undefined ? null : fullPlace < 0 ? (
              <span class="shift new">new</span>
            ) : (
              <RankShift rank={place + 1} fullRank={fullPlace + 1} />
            )}
            <data value={similarity.toFixed(6)}>{similarity.toFixed(2).replace("-", "−")}</data>
          </li>
        );
      })}
    </ol>
  );
};
