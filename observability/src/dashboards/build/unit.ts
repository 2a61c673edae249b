const known: Readonly<Record<string, string>> = {
  '': 'short',
  ratio: 'percentunit',
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'bytes',
  'bytes/s': 'Bps',
  'seconds/s': 'percentunit',
}

/** The unit in Grafana's words: `requests/s` is `suffix: requests/s`, a number of things is `short`. */
export const grafanaUnit = (unit: string): string =>
  known[unit] ?? (unit.endsWith('/s') ? `suffix: ${unit}` : 'short')
