import { builtFile } from "../children/built-file.ts";
import { openChild } from "../children/measured-child.ts";
import { spreadFlags } from "../flags/spread-flags.ts";
import { figureOf } from "../measure/figure-of.ts";
import type { PartOptions } from "../measure/part-options.ts";
import type { Flag } from "../results/figure.ts";
import type { Peak, PeakSize } from "../results/peak.ts";
import type { ProductAnswer, ProductRequest } from "./product-request.ts";
import { peakSizes, type MatrixSizes } from "./peak-sizes.ts";

/** What `measurePeak` is told. */
export interface PeakOptions extends PartOptions {
  /** Default: those of transformers, with 16 to 1,024 rows. */
  readonly sizes?: readonly MatrixSizes[];
}

/** The peak GFLOP/s, and what is wrong with it. */
export interface MeasuredPeak {
  readonly peak: Peak;
  readonly flags: readonly Flag[];
}

const defaultRounds = 7;
/** Milliseconds of one size in one round: longer only makes the sweep longer. */
const longestTurn = 50;

/**
 * Measures the best that ONNX Runtime's float32 matrix products reach, over a sweep of sizes that take turns, every other round backwards.
 * @throws NestvecError ABORTED, WORKER_DIED
 */
export async function measurePeak(options: PeakOptions): Promise<MeasuredPeak> {
  const { threads, seed, seconds, signal, progress, rounds = defaultRounds, sizes = peakSizes } = options;
  const until = performance.now() + seconds * 1000;
  progress?.(`The best of ${sizes.length} sizes of matrix products, ${threads} threads`);
  const child = await openChild({
    file: builtFile("peak-child.js"),
    arguments: [JSON.stringify({ threads, seed })],
    signal,
  });
  try {
    const measured = sizes.map((size) => ({ size, gigaflops: [] as number[] }));
    const turn = async ({ size, gigaflops }: (typeof measured)[number], milliseconds: number): Promise<void> => {
      const request: ProductRequest = { ...size, milliseconds };
      const { millisecondsPerRun } = await child.ask<ProductAnswer>(request);
      if (milliseconds > 0) gigaflops.push((2 * size.rows * size.inner * size.columns) / millisecondsPerRun / 1e6);
    };
    for (const each of measured) await turn(each, 0);
    const turnMilliseconds = Math.max(1, Math.min(longestTurn, (until - performance.now()) / rounds / sizes.length));
    let done = 0;
    for (; done < rounds && (done === 0 || performance.now() < until); done++) {
      for (const each of done % 2 === 0 ? measured : measured.toReversed()) await turn(each, turnMilliseconds);
    }
    return peakOf(
      measured.map(({ size, gigaflops }) => ({ ...size, gigaflops: figureOf(gigaflops) })),
      threads,
      done < rounds
        ? [{ part: "peak", kind: "cut short", detail: `${done} of ${rounds} rounds fitted into ${Math.round(seconds)} s.` }]
        : [],
    );
  } finally {
    await child.close();
  }
}

function peakOf(sizes: readonly PeakSize[], threads: number, flags: readonly Flag[]): MeasuredPeak {
  const [best] = sizes.toSorted((left, right) => right.gigaflops.median - left.gigaflops.median);
  const named =
    best === undefined ? [] : [{ name: `the best size, ${best.rows} × ${best.inner} × ${best.columns}`, figure: best.gigaflops }];
  return { peak: { threads, gigaflops: best?.gigaflops.median ?? 0, sizes }, flags: [...flags, ...spreadFlags("peak", named)] };
}
