import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { describeMachine, markdownOf, readStsb, type Table } from "@nestvec/bench/measuring";
import { assembleFolder } from "./assemble-folder.ts";
import { checkModel, type ModelCheck } from "./check-model.ts";
import { fetchArchive } from "./fetch-archive.ts";
import { archives, realModels, type RealModel } from "./real-model.ts";

/** What can be typed. */
export interface RealModelsOptions {
  readonly folder: string;
  readonly stsb?: string;
  readonly only?: readonly string[];
  readonly fetchOnly?: boolean;
}

/** Fetches the models, compares them and prints a table. Whether all that could be fetched are as they must be, and any could. */
export async function runRealModels(
  { folder, stsb, only, fetchOnly = false }: RealModelsOptions,
  print: (text: string) => void,
): Promise<boolean> {
  const root = resolve(folder);
  await mkdir(`${root}/archives`, { recursive: true });
  const chosen = realModels.filter(({ name }) => only === undefined || only.some((part) => name.includes(part)));
  const pairs = stsb === undefined ? undefined : await readStsb(stsb, "test");
  const checks: { readonly model: RealModel; readonly check: ModelCheck | { readonly skipped: string } }[] = [];
  for (const model of chosen) {
    const fetched = await fetchModel(model, root);
    if ("problem" in fetched) checks.push({ model, check: { skipped: fetched.problem } });
    else if (fetchOnly) print(`${model.name}: ${fetched.folder}\n`);
    else checks.push({ model, check: await checkModel(model, fetched.folder, pairs) });
  }
  const notes = [
    pairs === undefined ? "No Spearman: --stsb names STS-benchmark." : `Spearman: ${pairs.length} pairs of STS-benchmark's test split.`,
  ];
  const { processor, cores, node } = await describeMachine();
  const machine = `${processor}, ${cores} cores, Node ${node}.`;
  if (!fetchOnly) print(markdownOf({ tables: [tableOf(checks)], bounds: [], notes: [...notes, machine] }));
  const done = checks.flatMap(({ check }) => ("skipped" in check ? [] : [check]));
  return fetchOnly ? checks.length === 0 : done.length > 0 && done.every(({ succeeded }) => succeeded);
}

/** The model's folder, or why it cannot be had here. */
async function fetchModel(model: RealModel, root: string): Promise<{ readonly folder: string } | { readonly problem: string }> {
  const files = new Map<string, string>();
  for (const [name = ""] of Object.values(model.files)) {
    const source = archives[name];
    const archive =
      source === undefined ? { problem: `no archive is called "${name}"` } : await fetchArchive(name, source, `${root}/archives`);
    if ("problem" in archive) return { problem: `${name}: ${archive.problem}` };
    files.set(name, archive.file);
  }
  return { folder: await assembleFolder(model, (name) => files.get(name) ?? "", root) };
}

function tableOf(checks: readonly { readonly model: RealModel; readonly check: ModelCheck | { readonly skipped: string } }[]): Table {
  return {
    columns: [
      { title: "model" },
      { title: "graph" },
      { title: "pooling" },
      { title: "result" },
      { title: "Spearman, ours / theirs" },
      { title: "" },
    ],
    rows: checks.map(({ model: { name }, check }) => {
      if ("skipped" in check) return [name, "", "", `not fetched: ${check.skipped}`, "", "skipped"];
      const { files, pooling, result, spearman, succeeded } = check;
      const figures = spearman === undefined ? "" : spearman.map((value) => value.toFixed(4)).join(" / ");
      return [name, files, pooling, result, figures, succeeded ? "right" : "WRONG"];
    }),
  };
}
