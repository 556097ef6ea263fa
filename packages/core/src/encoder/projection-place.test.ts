import { expect, test } from "vitest";
import { projectionPlace } from "./projection-place.ts";

const hidden = { name: "last_hidden_state", shape: ["rows", "tokens", 8] };
const embedding = (width: unknown, name = "sentence_embedding") => ({ name, shape: ["rows", width] });
const there = { inputWidth: 8, width: 4, missing: undefined };
const absent = { ...there, missing: "2_Dense/model.safetensors" };
const ofGraph = { place: "graph", output: "sentence_embedding" };
const ofEncoder = { place: "encoder" };

test.each([
  ["an output of the projected length", there, [hidden, embedding(4)], {}, ofGraph],
  ["an output of the projected length, where no module changes it", { ...there, width: 8 }, [hidden, embedding(8)], {}, ofGraph],
  ["no output but hidden states", there, [hidden], {}, ofEncoder],
  ["no output but hidden states, and no weights", absent, [hidden], {}, undefined],
  ["an output of the pooled length", there, [hidden, embedding(8)], {}, ofEncoder],
  ["an output of the pooled length, and no weights", absent, [hidden, embedding(8)], {}, undefined],
  ["an output of unsaid length, and no weights", absent, [hidden, embedding("width")], {}, ofGraph],
  ["an output of unsaid length", there, [hidden, embedding("width")], {}, ofEncoder],
  ["no output but one of unsaid length that is named after all modules", there, [embedding("width")], {}, ofGraph],
  [
    "no output but one of unsaid shape that is named after all modules",
    there,
    [{ name: "sentence_embedding", shape: undefined }],
    {},
    ofGraph,
  ],
  ["no output but one of unsaid length", there, [embedding("width", "vector")], {}, ofEncoder],
  [
    "no output but one of unsaid length that the files name",
    there,
    [embedding("width", "out")],
    { stated: "out" },
    { place: "graph", output: "out" },
  ],
  ["an output of unsaid shape, and no weights", absent, [hidden, { name: "sentence_embedding", shape: undefined }], {}, ofGraph],
  ["one output of any name and the projected length", absent, [embedding(4, "vector")], {}, { place: "graph", output: "vector" }],
  ["one output of any name and a length that pooling gives, too", { ...absent, width: 8 }, [embedding(8, "vector")], {}, undefined],
  ["the output that the files name", absent, [hidden, embedding(4, "out")], { stated: "out" }, { place: "graph", output: "out" }],
  ["a pooling that was asked for", there, [hidden, embedding(4)], { isPoolingAsked: true }, ofEncoder],
  ["a pooling that was asked for, and no weights", absent, [hidden, embedding(4)], { isPoolingAsked: true }, undefined],
])("of a graph with %s", (_, projection, outputs, options, place) => {
  expect(projectionPlace(projection, outputs, options)).toEqual(place);
});
