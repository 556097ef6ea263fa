/** Cuts a word into pieces and adds their ids to a list. */
export type WordCutter = (word: string, found: number[]) => void;
