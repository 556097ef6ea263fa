/** What is measured, in this order. */
export const parts = ["peak", "latency", "throughput", "resources", "workloads", "quality"] as const;

/** One part of the bench. */
export type Part = (typeof parts)[number];

/** A part that takes the seconds it is given. */
export type TimedPart = Exclude<Part, "quality">;

/** The part of a model's seconds that each timed part may take. Quality takes what its data take. */
export const shareOfSeconds: Readonly<Record<TimedPart, number>> = {
  peak: 0.08,
  latency: 0.27,
  throughput: 0.2,
  resources: 0.1,
  workloads: 0.35,
};
