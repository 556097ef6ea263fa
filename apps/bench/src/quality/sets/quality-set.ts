import type { Course } from "../vectors/course.ts";
import type { AllProducts } from "../vectors/all-products.ts";
import type { Sides } from "../vectors/comparable-sides.ts";

/** One figure that a set gives for every cut. */
export interface SetFigure {
  /** As it stands in `quality.json`. */
  readonly name: string;
  /** A sentence without its full stop: what it is, and in which unit. */
  readonly what: string;
}

/** What judging takes besides vectors. */
export interface Judging {
  readonly products: AllProducts;
  readonly course: Course;
}

/** Gives a cut its figures, in the order of the set's `figures`. */
export type Judge = (sides: Sides) => Promise<readonly number[]>;

/** A data set by which cuts are judged. */
export interface QualitySet {
  /** What people call it. */
  readonly title: string;
  /** Texts that are embedded at the query's exit. */
  readonly queries: readonly string[];
  /** Texts that are embedded at the exit of what is stored. */
  readonly stored: readonly string[];
  /** Where only some of its queries are asked: how many it has. */
  readonly sampledFrom?: number;
  readonly figures: readonly SetFigure[];
  /** Whether its figures say how near a cut comes to the full one, which `judge` is then given: the model's deepest exit at full width. */
  readonly comparesWithFullCut: boolean;
  /** Makes the judge of all its cuts. */
  judge(judging: Judging, fullCut: Sides | undefined): Promise<Judge>;
}
