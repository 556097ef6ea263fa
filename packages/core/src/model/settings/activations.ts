/** An activation function by the name of its class in PyTorch's `torch.nn`. */
export type ActivationName = "Identity" | "Tanh" | "ReLU" | "LeakyReLU" | "ELU" | "GELU" | "Sigmoid" | "SiLU";

/** PyTorch's activation functions with their default settings. */
export const activations: Readonly<Record<ActivationName, (x: number) => number>> = {
  Identity: (x: number) => x,
  Tanh: (x: number) => Math.tanh(x),
  ReLU: (x: number) => Math.max(x, 0),
  LeakyReLU: (x: number) => (x > 0 ? x : 0.01 * x),
  ELU: (x: number) => (x > 0 ? x : Math.expm1(x)),
  GELU: (x: number) => (x / 2) * (1 + errorFunction(x * Math.SQRT1_2)),
  Sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  SiLU: (x: number) => x / (1 + Math.exp(-x)),
};

/** Beyond this, float64 has no number between the error function and 1. */
const flat = 6;

/** The error function by its series of positive terms (DLMF 7.6.2), which loses no digits. */
function errorFunction(x: number): number {
  if (Math.abs(x) >= flat) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
