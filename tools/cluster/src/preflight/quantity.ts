const factors: Readonly<Record<string, number>> = {
  '': 1,
  ...Object.fromEntries(['k', 'M', 'G', 'T', 'P', 'E'].map((unit, n) => [unit, 1000 ** (n + 1)])),
  ...Object.fromEntries(
    ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit, n) => [unit, 1024 ** (n + 1)]),
  ),
}

/** The bytes of a quantity of Kubernetes, such as 50Gi; NaN where it is none. */
export function bytesOf(quantity: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity.trim()) ?? []
  return number === undefined ? Number.NaN : Number(number) * (factors[unit] ?? Number.NaN)
}
