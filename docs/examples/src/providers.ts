import { webgpu } from "@nestvec/provider-webgpu";
import { cpu, loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel("nestvec-mini", {
  // In this order. Without cpu(), it would be an error where the GPU cannot be used.
  providers: [webgpu(), cpu()],
  // Says once what runs in place of the GPU, and why. Left out, it is a warning of the process.
  onWarning: (sentence) => console.log(sentence),
});

const { provider } = await embedder.embed(["nesting dolls"], { layer: 2 });
console.log(`embedded by the ${provider}`);
console.log((await embedder.stats()).textsByProvider);

await embedder.dispose();
