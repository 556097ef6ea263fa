import { openTexts } from "../input/texts.ts";

/** All texts of a file. */
export async function textsOfFile(file: string, signal: AbortSignal): Promise<readonly string[]> {
  const all: string[] = [];
  const { groups } = await openTexts({ texts: [], file }, signal);
  for await (const { texts } of groups) for (const text of texts) all.push(text);
  return all;
}
