/** The playground's colours. Every pair of text and ground has a contrast of 4.5 or more, every line of a plot one of 3, in both schemes. */
export const colours = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f4ee, #111615);
  --card: light-dark(#fffefb, #181f1d);
  --sunk: light-dark(#f1eee6, #101514);
  --line: light-dark(#dfdace, #2c3734);
  --edge: light-dark(#8a8f88, #6d7a76);
  --ink: light-dark(#1b2422, #e8edea);
  --soft: light-dark(#56605d, #a5b0ac);
  --accent: light-dark(#0d5c50, #74d3bd);
  --nest-1: light-dark(#0d5c50, #9fe3d2);
  --nest-2: light-dark(#4aa994, #3f9c88);
  --nest-3: light-dark(#bfe3d9, #1d4a41);
  --second: light-dark(#a0631a, #e3ad6d);
  --third: light-dark(#7a4a7e, #c9a0cd);
  --shallow: light-dark(#96650f, #d9a85a);
  --deep: light-dark(#0b5347, #8fe0cd);
  --alarm: light-dark(#8c2b1c, #f4a999);
  --alarm-ground: light-dark(#fbeae5, #33201c);
  --serif: ui-serif, "Iowan Old Style", Charter, "Bitstream Charter", "Palatino Linotype", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  --margin: clamp(1rem, 4vw, 2.5rem);
  --gap: clamp(1rem, 2vw, 1.75rem);
}
`;
