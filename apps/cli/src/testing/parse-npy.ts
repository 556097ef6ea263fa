/** Reads an npy file of float32 numbers as NumPy documents the format, independently of the writer. */
export function parseNpy(file: Buffer): { readonly shape: readonly number[]; readonly data: Float32Array } {
  if (file.toString("latin1", 0, 6) !== "\x93NUMPY" || file[6] !== 1 || file[7] !== 0) throw new TypeError("no npy file of version 1.0");
  const start = 10 + file.readUInt16LE(8);
  const header = file.toString("latin1", 10, start);
  const match = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(header);
  if (match === null) throw new TypeError(`unexpected header ${header}`);
  const shape = (match[1] ?? "").split(",").map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (file.length - start !== count * 4) throw new TypeError(`${file.length - start} bytes for ${count} numbers`);
  return { shape, data: Float32Array.from({ length: count }, (_, index) => file.readFloatLE(start + 4 * index)) };
}
