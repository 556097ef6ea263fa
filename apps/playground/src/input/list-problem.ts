/** Why a list of texts could not be read, and what to do about it, each a sentence. */
export class ListProblem extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = "ListProblem";
    this.advice = advice;
  }
}
