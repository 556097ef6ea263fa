import { expect, test } from "vitest";
import type { StopSign } from "../platform/platform.ts";
import type { Calibration } from "./calibration.ts";
import { sharedCalibration } from "./shared-calibration.ts";

const answer: Calibration = { model: "a model", machine: "a machine", exits: [], kept: true };

/** Measurements that end when they are told to, with ABORTED's stand-in where nobody wants them any more. */
function measurements() {
  const begun: { readonly stop: StopSign; end(): void }[] = [];
  let isEnding = false;
  const calibrate = sharedCalibration(
    () => isEnding,
    (stop) =>
      new Promise((resolve, reject) => {
        begun.push({ stop, end: () => (stop.aborted ? reject(new Error("stopped")) : resolve(answer)) });
      }),
  );
  return { begun, calibrate, end: () => (isEnding = true) };
}

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("all who ask meanwhile share one measurement, and whoever comes later has a new one", async () => {
  const { begun, calibrate } = measurements();
  const both = Promise.all([calibrate(undefined), calibrate(undefined)]);
  await turn();
  expect(begun).toHaveLength(1);
  begun[0]!.end();
  expect(await both).toEqual([answer, answer]);
  const later = calibrate(undefined);
  await turn();
  begun[1]!.end();
  expect(await later).toBe(answer);
});

test("a signal answers its own caller at once and costs nobody else the measurement, whoever began it", async () => {
  for (const leaver of [0, 1]) {
    const { begun, calibrate } = measurements();
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => settled(calibrate(signal)));
    await turn();
    controllers[leaver]!.abort("enough");
    expect(await calls[leaver]).toMatchObject({ code: "ABORTED", cause: "enough" });
    expect(begun[0]!.stop.aborted).toBe(false);
    begun[0]!.end();
    expect(await calls[1 - leaver]).toBe(answer);
  }
});

test("a measurement that all have left is stopped; who comes then has one of their own, once that is over", async () => {
  const { begun, calibrate } = measurements();
  const controller = new AbortController();
  const call = settled(calibrate(controller.signal));
  await turn();
  controller.abort();
  expect(await call).toMatchObject({ code: "ABORTED" });
  expect(begun[0]!.stop.aborted).toBe(true);
  const next = calibrate(undefined);
  await turn();
  expect(begun).toHaveLength(1);
  begun[0]!.end();
  await turn();
  begun[1]!.end();
  expect(await next).toBe(answer);
});

test("an aborted signal begins nothing", async () => {
  const { begun, calibrate } = measurements();
  expect(await settled(calibrate(AbortSignal.abort()))).toMatchObject({ code: "ABORTED" });
  expect(begun).toEqual([]);
});

test("the end of all stops a measurement that is still waited for", async () => {
  const { begun, calibrate, end } = measurements();
  const call = settled(calibrate(undefined));
  await turn();
  end();
  expect(begun[0]!.stop.aborted).toBe(true);
  begun[0]!.end();
  expect(await call).toEqual(new Error("stopped"));
});
