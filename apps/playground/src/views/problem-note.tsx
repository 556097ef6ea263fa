import type { ComponentChildren, JSX } from "preact";
import type { Problem } from "../state/problem.ts";

/** A problem in words, with what to do and, as `children`, the button that does it. */
export const ProblemNote = ({
  problem,
  children,
}: {
  readonly problem: Problem | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element | null =>
  problem === undefined ? null : (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.what}</strong> {problem.advice}
      </p>
      {children}
      {problem.details === undefined ? null : (
        <details>
          <summary>What the library says</summary>
          <p>{problem.details}</p>
        </details>
      )}
    </div>
  );
