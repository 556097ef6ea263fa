// Vercel's AI SDK asks for Node 22 and runs on Node 20 as well: the tests of its adapter run there. Installing here is strict.
const asksForMore = /^(ai|@ai-sdk\/(provider|provider-utils|gateway))$/;

function readPackage(manifest) {
  if (asksForMore.test(manifest.name)) delete manifest.engines;
  return manifest;
}

module.exports = { hooks: { readPackage } };
