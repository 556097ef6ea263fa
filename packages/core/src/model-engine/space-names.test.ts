import { expect, test } from "vitest";
import { checkedSpaceNames as checkedNames } from "./space-names.ts";

const checkedSpaceNames = (space: Parameters<typeof checkedNames>[0]) => checkedNames(space, [2, 6], ["retrieval", "layer-norm"]);

test("one name is for the whole model, names by layer are for these alone", () => {
  expect(checkedSpaceNames(undefined)).toEqual({ model: undefined, layers: new Map() });
  expect(checkedSpaceNames("ours-v1")).toEqual({ model: "ours-v1", layers: new Map() });
  expect(checkedSpaceNames({ 6: "mmbert-0123/layer-6" })).toEqual({ model: undefined, layers: new Map([[6, "mmbert-0123/layer-6"]]) });
});

test("a full name for the whole model is refused with the form that would be right", () => {
  expect(() => checkedSpaceNames("mmbert-0123/layer-6")).toThrow('{ 6: "mmbert-0123/layer-6" }');
});

test("a name with what answers add to it is refused with the form that would be right", () => {
  for (const space of ["ours/retrieval", "ours/layer-norm", { 6: "ours/layer-6/retrieval" }])
    expect(() => checkedSpaceNames(space)).toThrow(/it must be the same without "\/(retrieval|layer-norm)", which answers add to it/);
});

test("what is no name is refused", () => {
  for (const space of ["", "two words", "x".repeat(201), 5, null, ["a name"], { 6: "" }, { 6: 7 }]) {
    expect(() => checkedSpaceNames(space as never), JSON.stringify(space)).toThrow(/"space/);
  }
});

test("names by what is no layer of the model are refused with the layers there are", () => {
  for (const space of [{ 99: "name" }, { 6.5: "name" }, { deepest: "name" }, { "06": "name" }])
    expect(() => checkedSpaceNames(space as never), JSON.stringify(space)).toThrow(
      /^"space\[.+\]" is the text "name"; it must be left out: the layers are 2, 6\.$/,
    );
});
