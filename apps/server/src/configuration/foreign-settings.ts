/** TEI's settings that change vectors there and that this server does not have, and what to do in their place. */
const foreign: Readonly<Record<string, string>> = {
  DEFAULT_PROMPT: "Name one of the model's own prompts with --default-prompt-name.",
  DENSE_PATH: "Dense modules are taken as the model's graphs have them.",
  DTYPE: "Weights are run as the model's graphs have them.",
  REVISION: "A model is a folder here; --model-id names it.",
};

/** What the environment asks for that would change vectors in TEI and does nothing here: a sentence each, without the value. */
export function foreignSettings(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(foreign)
    .filter(([name]) => (environment[name] ?? "") !== "")
    .map(([name, instead]) => `${name} is set in the environment. It would change vectors in TEI and does nothing here. ${instead}`);
}
