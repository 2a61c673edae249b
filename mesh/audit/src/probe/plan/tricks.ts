export interface Trick {
  readonly name: string
  readonly path: string
}

/** Ways to write a path otherwise: to the same thing for somebody, or to another thing for a proxy that is fooled. */
export function tricksOn(path: string): readonly Trick[] {
  const cut = path.lastIndexOf('/')
  const [before, last] = [path.slice(0, cut), path.slice(cut + 1)]
  const upper = path.replace(/[a-z]/, (letter) => letter.toUpperCase())
  const letter = /[a-z]/.exec(last)?.[0] ?? ''
  const escaped = (text: string) => `%${text.charCodeAt(0).toString(16)}`
  const out = path.replace(/\/[^/]+/g, '/..').slice(1)
  return [
    ['// in front', `/${path}`],
    ['// inside', `${before}//${last}`],
    ['/./', `${before}/./${last}`],
    ['/x/..', `${before}/x/../${last}`],
    ['/..', `${path}/..`],
    ['out by /..', `${path}/${out}/metrics`],
    ['%2e', `${before}/%2e/${last}`],
    ['out by %2e%2e', `${path}/${out.replaceAll('..', '%2e%2e')}/metrics`],
    ['%2f', `${before}%2f${last}`],
    ['%2F appended', `${path}%2Fprobe`],
    ['out by ..%2f', `${path}/..%2f..%2fmetrics`],
    ['%5c', `${before}%5c${last}`],
    ['backslash', `${before}\\${last}`],
    [';', `${path};probe`],
    ['; inside', `${before};probe/${last}`],
    ['case', upper],
    ['slash at the end', `${path}/`],
    ['%25 (escaped twice)', `${before}/%252e%252e/${last}`],
    ['%252f', `${before}%252f${last}`],
    [
      'escaped letter',
      letter ? `${before}/${last.replace(letter, escaped(letter))}` : `${path}%2d`,
    ],
    ['%00', `${path}%00`],
    ['query', `${path}?probe=/metrics`],
    ['fragment', `${path}#probe`],
    ['%3f', `${path}%3fprobe`],
    ['one segment more', `${path}/probe-deeper`],
  ]
    .map(([name = '', written = '']) => ({ name, path: written }))
    .filter(({ path: written }) => written.startsWith('/'))
}
