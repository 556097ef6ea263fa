import { Counter, Gauge, type Metric, type Registry } from "prom-client";

/** Bounds of histograms of sizes, as TEI has them: 1, 2, 4, … */
export const powersOfTwo = (count: number): number[] => Array.from({ length: count }, (_, power) => 2 ** power);

/** A figure that is kept elsewhere and asked for when the metrics are read. */
export interface ReadMetric<Value> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** All values there are, each with its labels. */
  read(): Promise<readonly (readonly [Readonly<Record<string, string>>, Value])[]>;
}

/** The state of a histogram. */
export interface HistogramState {
  /** How many values were under each bound and over the one before. */
  readonly counts: Readonly<Record<number, number>>;
  readonly sum: number;
  readonly count: number;
}

/** Adds a figure that goes up and down. */
export function addGauge(registry: Registry, { name, help, labelNames, read }: ReadMetric<number>): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      gauge.reset();
      for (const [labels, value] of await read()) gauge.set(labels, value);
    },
  });
}

/** Adds a figure that only rises. */
export function addCounter(registry: Registry, { name, help, labelNames, read }: ReadMetric<number>): void {
  const counter = new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const all = await read();
      counter.reset();
      for (const [labels, value] of all) counter.inc(labels, value);
    },
  });
}

/** Adds a histogram whose values were sorted elsewhere, by the same bounds. prom-client's own takes values one by one only. */
export function addHistogram(
  registry: Registry,
  bounds: readonly number[],
  { name, help, read }: Omit<ReadMetric<HistogramState>, "labelNames">,
): void {
  async function get(): Promise<object> {
    const values = (await read()).flatMap(([labels, { counts, sum, count }]) => {
      let under = 0;
      const buckets = bounds.map((bound) => {
        under += counts[bound] ?? 0;
        return { metricName: `${name}_bucket`, labels: { ...labels, le: bound }, value: under };
      });
      const all = { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: count };
      return [...buckets, all, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: count }];
    });
    return { name, help, type: "histogram", values };
  }
  registry.registerMetric({ name, get } as unknown as Metric);
}
