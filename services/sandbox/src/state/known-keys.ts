/** FNV-1a with a finalising mix. */
function hash(text: string, seed: number): number {
  let state = seed
  for (let at = 0; at < text.length; at += 1)
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  return (state ^ (state >>> 13)) >>> 0
}

/** A Bloom filter: "no" is certain, "yes" has to be looked up. In 2 MiB, a million keys have one false positive in 400. */
export function createKnownKeys(bits = 2 ** 24) {
  const words = new Uint32Array(bits / 32)
  const positions = (key: string): number[] => {
    const first = hash(key, 0x811c9dc5)
    const second = hash(key, 0x9e3779b9) | 1
    return [0, 1, 2, 3].map((round) => ((first + Math.imul(round, second)) >>> 0) % bits)
  }
  return {
    add(key: string): void {
      for (const at of positions(key)) words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31))
    },
    mayHave: (key: string): boolean =>
      positions(key).every((at) => ((words[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0),
  }
}

export type KnownKeys = ReturnType<typeof createKnownKeys>
