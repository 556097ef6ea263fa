import type { MeasureChoice } from "./measure-choice.ts";
import type { OwnData } from "./own-data.ts";

/** What was not measured since nothing asked for it, and what to add to the command, each a sentence. */
export function moreToMeasure(choice: MeasureChoice, own: OwnData): readonly string[] {
  const { stsb, banking77, peers, python, provider, json, html, writeTable, only } = choice;
  if (only !== undefined) return [];
  const hasQuality = stsb !== undefined || banking77 !== undefined || own.pairs !== undefined;
  return [
    ...(stsb === undefined ? ["Quality on STS-benchmark: --stsb FOLDER, with stsbenchmark.tsv.gz in it."] : []),
    ...(banking77 === undefined ? ["Quality on Banking77: --banking77 FOLDER, with train.csv and test.csv in it."] : []),
    ...(own.pairs === undefined ? ["Quality on your own pairs: --data pairs.tsv, a line each: text, text, score."] : []),
    ...(own.texts.length === 0 ? ["Speed on your own texts: --data texts.jsonl --field text."] : []),
    ...(peers === undefined ? ["Beside transformers.js and fastembed-js: --peers. npm brings them on their first use."] : []),
    ...(python === undefined ? ["Beside Python's libraries: --python PROGRAM, a Python that has them."] : []),
    ...(provider === undefined ? ["On a GPU: --provider MODULE, the module of an execution provider."] : []),
    ...(json === undefined && html === undefined ? ["Keep it: --json FILE for bench compare, --html FILE for a report with plots."] : []),
    ...(hasQuality && writeTable === undefined ? ["Let plan() choose by this quality: --write-table."] : []),
  ];
}
