import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { environmentNames, settingNames } from "./configuration/names.ts";
import { readFlags } from "./configuration/sources.ts";

const deploy = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), "utf8");

test("the container runs as nobody in particular, by the server's own settings, and asks /readyz", () => {
  const lines = deploy("Dockerfile");
  expect(lines).toMatch(/^USER 1000:1000$/m);
  expect(lines).toMatch(/^HEALTHCHECK /m);
  expect(lines).toContain("/readyz");
  const known = new Set(settingNames.flatMap(environmentNames));
  for (const [, name = ""] of lines.matchAll(/\b(NESTVEC_[A-Z_]+)=/g)) expect(known).toContain(name);
  // Every stage is pinned to a version of Node and of Debian.
  for (const [, image] of lines.matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(/^node:\d+-\w+-slim$/);
});

test("the compose file is YAML, with flags that there are", () => {
  const { services } = parse(deploy("compose.yaml")) as {
    readonly services: { readonly nestvec: { readonly command: string[]; readonly read_only: boolean } };
  };
  expect(services.nestvec.read_only).toBe(true);
  expect(readFlags(services.nestvec.command).written).not.toHaveLength(0);
});

test("the manifests are YAML: probes, budget and scaling by the queue, with flags that there are", () => {
  const documents = parseAllDocuments(deploy("kubernetes/nestvec.yaml"), { strict: true });
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  const all = documents.map((document) => document.toJS() as Manifest);
  expect(all.map(({ kind }) => kind)).toEqual(["Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"]);
  const [container] = all[0]!.spec.template!.spec.containers;
  expect(container).toMatchObject({
    startupProbe: { httpGet: { path: "/startupz" } },
    readinessProbe: { httpGet: { path: "/readyz" } },
    livenessProbe: { httpGet: { path: "/livez" } },
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(readFlags(container!.args).written).not.toHaveLength(0);
  expect(JSON.stringify(all[3])).toContain("te_queue_size");
});

interface Manifest {
  readonly kind: string;
  readonly spec: { readonly template?: { readonly spec: { readonly containers: readonly { readonly args: string[] }[] } } };
}
