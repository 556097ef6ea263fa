import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest, root, workspaceFolders } from "./run/workspace.mjs";

const published = workspaceFolders().filter((folder) => readManifest(join(root, folder)).private !== true);
const repository = "https://github.com/nestvec/nestvec";

test.each(published)("%s says what it is, where it comes from and where to ask", (folder) => {
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  expect(manifest).toMatchObject({
    description: expect.stringMatching(/^.{20,200}$/),
    author: "The nestvec authors",
    homepage: `${repository}/tree/main/${folder}#readme`,
    bugs: { url: `${repository}/issues` },
    // npm's provenance compares this with the workflow's repository.
    repository: { type: "git", url: `git+${repository}.git`, directory: folder },
    publishConfig: { access: "public", provenance: true },
    engines: { node: ">=20.19" },
  });
  const keywords = manifest["keywords"] as readonly string[];
  expect(keywords).toContain("onnx");
  expect(keywords).toEqual([...new Set(keywords)].toSorted());
});

// Yarn's Plug'n'Play keeps packages as archives unless they say so, and ONNX Runtime and Python read files themselves.
test.each(["packages/model-mini", "packages/conformance", "apps/bench"])("%s asks to be unpacked", (folder) => {
  expect(readManifest(join(root, folder))).toHaveProperty("preferUnplugged", true);
});
