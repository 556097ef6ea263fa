import fc from "fast-check";
import { expect, test } from "vitest";
import { batchOfStates, textStates } from "./text-states.ts";

const state = (layer: number, numbers: number) => ({ layer, hidden: new Float32Array(numbers).fill(layer) });

test("states never take more bytes than they may, and one that is taken out is whole and gone", () => {
  const step = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    text: fc.constantFrom("x", "y", "z"),
    layer: fc.integer({ min: 1, max: 5 }),
    numbers: fc.integer({ min: 1, max: 100 }),
    act: fc.constantFrom("keep", "take", "drop", "let go"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 1500 }), (steps, most) => {
      const states = textStates(most);
      const last = new Map<string, { readonly layer: number; readonly numbers: number }>();
      const letGo: (() => void)[] = [];
      for (const { name, text, layer, numbers, act } of steps) {
        const key = `${name} ${text}`;
        if (act === "keep") {
          states.keep(name, text, state(layer, numbers));
          last.set(key, { layer, numbers });
        } else if (act === "drop") states.drop(name);
        else if (act === "let go") letGo.pop()?.();
        else {
          const taken = states.take(name, text, layer);
          if (taken === undefined) continue;
          expect(taken.layer).toBeLessThan(layer);
          expect({ layer: taken.layer, numbers: taken.hidden.length }).toEqual(last.get(key));
          expect(states.take(name, text, layer)).toBeUndefined();
          letGo.push(taken.letGo);
        }
        expect(states.bytes).toBeLessThanOrEqual(most);
        expect(states.bytes).toBeGreaterThanOrEqual(0);
      }
      for (const end of letGo) {
        end();
        end();
      }
      for (const name of ["a", "b", "c"]) states.drop(name);
      expect(states.bytes).toBe(0);
    }),
  );
});

test("the name that is there for longest makes room, but not what is in use", () => {
  const states = textStates(16);
  states.keep("old", "a", state(1, 1));
  states.keep("old", "b", state(1, 1));
  states.keep("new", "a", state(1, 2));
  const inUse = states.take("old", "b", 2);
  states.keep("new", "b", state(1, 1));
  expect(states.take("old", "a", 2)).toBeUndefined();
  states.keep("new", "c", state(1, 4));
  expect(states.take("new", "c", 2)).toBeUndefined();
  inUse?.letGo();
  states.keep("new", "c", state(1, 4));
  expect(states.take("new", "c", 2)?.hidden).toHaveLength(4);
});

test("a batch of states has each row at its start, and zeros after it", () => {
  const rows = [
    { layer: 1, hidden: Float32Array.of(1, 2) },
    { layer: 1, hidden: Float32Array.of(3, 4, 5, 6) },
  ];
  expect([...batchOfStates(rows, { rows: 2, tokens: 3 }, 2)]).toEqual([1, 2, 0, 0, 0, 0, 3, 4, 5, 6, 0, 0]);
});
