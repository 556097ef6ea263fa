import type { Engine, EngineStats } from "@nestvec/core";

/** What execution providers have done since the model was loaded. */
export interface ProviderStats {
  /** Texts that each has embedded; one that several calls wanted counts once for each. */
  readonly textsByProvider: Readonly<Record<string, number>>;
}

/** Who is told, and of what. */
export interface ProviderWatch {
  /** The provider that is tried first. Left out: the CPU, in whose place nothing runs. */
  readonly wanted: string | undefined;
  /** Is told once of each provider that runs in place of the wanted one, with the reason. */
  readonly warn: (sentence: string) => void;
}

/** The same engine, which counts the texts that each provider embedded. */
export function countProviders<Stats extends EngineStats>(
  engine: Engine<Stats>,
  { wanted, warn }: ProviderWatch,
): Engine<Stats & ProviderStats> {
  const counts = new Map<string, number>();
  const told = new Set<string>();

  /** Static models have no provider but their table. The first answer of another provider waits until that was told. */
  async function count(texts: number, provider: string | null): Promise<void> {
    if (provider === null) return;
    counts.set(provider, (counts.get(provider) ?? 0) + texts);
    if (wanted === undefined || provider === wanted || provider === "table" || told.has(provider)) return;
    told.add(provider);
    await tellOf(provider);
  }

  async function tellOf(provider: string): Promise<void> {
    const notes = await engine.info().then(
      (info) => info.notes,
      () => [],
    );
    const reason = notes.find((note) => note.startsWith(`${provider} runs `));
    warn(reason ?? `${provider} runs in place of ${wanted}.`);
  }

  const { embedLayers } = engine;
  return {
    ...engine,
    async embed(request) {
      const answer = await engine.embed(request);
      await count(request.texts.length, answer.provider);
      return answer;
    },
    ...(embedLayers === undefined
      ? {}
      : {
          async embedLayers(request) {
            const answer = await embedLayers(request);
            await count(request.texts.length, answer.provider);
            return answer;
          },
        }),
    async embedTokens(request) {
      const answer = await engine.embedTokens(request);
      await count(request.texts.length, answer.provider);
      return answer;
    },
    stats: async () => ({ ...(await engine.stats()), textsByProvider: Object.fromEntries(counts) }),
  };
}
