/** What tells vectors of one exit apart that are not to be compared. */
export interface SpaceParts {
  /** What the vectors are for, on a model that has tasks. */
  readonly task?: string | undefined;
  /** Whether they are cut from vectors that went through a layer norm, so that they are no beginnings of whole ones. */
  readonly isCutAfterNorm?: boolean;
  /** Whether they are of tokens, on a model whose texts' vectors are made of something else. */
  readonly isApart?: boolean | undefined;
}

const [normed, ofTokens] = ["layer-norm", "tokens"];

/** The name of the space of an answer's vectors: that of the exit, with an ending for each part. */
export function answerSpace(space: string, { task, isCutAfterNorm = false, isApart = false }: SpaceParts): string {
  const endings = [task === undefined ? undefined : taskEnding(task), isApart ? ofTokens : undefined, isCutAfterNorm ? normed : undefined];
  return [space, ...endings.filter((ending) => ending !== undefined)].join("/");
}

/** The endings that the names of a model's spaces may get. */
export const spaceEndings = (tasks: readonly string[]): readonly string[] => [...new Set(tasks.map(taskEnding)), normed, ofTokens];

/** Vectors of two tasks are not to be compared, but those whose names have a beginning in common: `retrieval.query`, `retrieval.passage`. */
const taskEnding = (task: string): string => task.split(".")[0] ?? task;
