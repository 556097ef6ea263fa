import { expect, test } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { answerOf, connected, request } from "./testing/connected.ts";

/** Its numbers and its space say which layer was asked for. */
const embed: Engine["embed"] = async ({ layer }) => ({ ...answerOf(Float32Array.of(layer, 2)), space: `s${layer}` });

test("several exits are asked for in one request, of an engine without such a pass one by one there", async () => {
  const { layer: _layer, ...all } = request;
  const { space: _space, ...shared } = answerOf(Float32Array.of());
  expect(await connected({ embed }).embedLayers({ ...all, layers: [1, 4] })).toEqual({
    ...shared,
    data: Float32Array.of(1, 2, 4, 2),
    spaces: ["s1", "s4"],
  });
  const asked: unknown[] = [];
  const engine = connected({
    embedLayers: async ({ layers }) => {
      asked.push(layers);
      return { ...shared, data: Float32Array.of(7), spaces: ["s1", "s4"] };
    },
  });
  expect((await engine.embedLayers({ ...all, layers: [1, 4] })).data).toEqual(Float32Array.of(7));
  expect(asked).toEqual([[1, 4]]);
});

test("what is said of hidden states goes over; an engine that keeps none has nothing to drop", async () => {
  const names: unknown[] = [];
  const states = { name: "a", keeps: true };
  const engine = connected({
    embed: async ({ states: asked }) => {
      names.push(asked);
      return { ...answerOf(Float32Array.of(1, 2)), resumed: [true] };
    },
    dropStates: async (name) => void names.push(name),
  });
  expect((await engine.embed({ ...request, states })).resumed).toEqual([true]);
  await engine.dropStates("a");
  expect(names).toEqual([states, "a"]);
  await connected({}).dropStates("a");
});
