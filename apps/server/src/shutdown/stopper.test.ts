import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Configuration } from "../configuration/configuration.ts";
import { admissionOf } from "../http/guards.ts";
import { serverMetrics } from "../metrics/server-metrics.ts";
import type { ModelRegistry } from "../models/served-models.ts";
import { type Stoppable, stopper } from "./stopper.ts";

const never = (): Promise<void> => new Promise(() => {});
const atOnce = async (): Promise<void> => {};

/** A server whose steps of stopping are given, the lines that it logs, and how often its connections were closed by force. */
function parts(
  drain: number,
  step: () => Promise<void>,
): { readonly stoppable: Stoppable; readonly lines: Record<string, unknown>[]; cut(): number } {
  const lines: Record<string, unknown>[] = [];
  let cut = 0;
  const stoppable: Stoppable = {
    parts: {
      configuration: { drain } as Configuration,
      models: { dispose: step } as ModelRegistry,
      admission: admissionOf(8, async () => 1),
      metrics: serverMetrics(),
    },
    app: { close: step, server: { closeAllConnections: () => (cut += 1) } } as unknown as FastifyInstance,
    listener: { port: 1, close: step },
    exporter: { add: () => {}, close: step },
    log: pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
  };
  return { stoppable, lines, cut: () => cut };
}

test("steps that never end are left behind, each with its name, and accepted requests are aborted", async () => {
  const { stoppable, lines, cut } = parts(40, never);
  await stoppable.parts.admission.enter();
  const stop = stopper(stoppable);
  expect(await stop()).toBe(false);
  expect(lines.flatMap(({ step }) => (step === undefined ? [] : [step]))).toEqual(["connections", "models", "traces", "metrics"]);
  expect(lines).toContainEqual(expect.objectContaining({ underWay: 1, msg: "not done in time: aborted" }));
  expect(cut()).toBeGreaterThan(1);
  await expect(stoppable.parts.admission.enter()).rejects.toMatchObject({ kind: "not ready" });
});

test("a server with nothing to do stops in order, once", async () => {
  const { stoppable, lines, cut } = parts(40, atOnce);
  const stop = stopper(stoppable);
  expect(await Promise.all([stop(), stop()])).toEqual([true, true]);
  expect(lines.map(({ msg }) => msg)).toEqual(["stopping: finishing what was accepted", "stopped"]);
  expect(cut()).toBe(0);
});

test("steps that fail hold nothing up", async () => {
  const { stoppable, lines } = parts(40, () => Promise.reject(new Error("gone")));
  expect(await stopper(stoppable)()).toBe(true);
  expect(lines.filter(({ step }) => step !== undefined)).toHaveLength(4);
  expect(lines.at(-1)).toMatchObject({ msg: "stopped" });
});
