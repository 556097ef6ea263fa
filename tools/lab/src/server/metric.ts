/** A number of the server's metrics: the sum over its labels. */
export async function metric(metricsUrl: string, name: string): Promise<number> {
  const text = await fetch(metricsUrl).then((response) => response.text());
  return [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "gm"))].reduce((sum, [, value]) => sum + Number(value), 0);
}
