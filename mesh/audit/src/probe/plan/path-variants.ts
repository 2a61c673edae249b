export interface PathVariant {
  readonly name: string
  readonly path: string
}

/** Other spellings of a path, which a proxy and an application may understand differently. */
export function pathVariants(path: string): readonly PathVariant[] {
  const cut = path.lastIndexOf('/')
  const [before, last] = [path.slice(0, cut), path.slice(cut + 1)]
  const upper = path.replace(/[a-z]/, (letter) => letter.toUpperCase())
  const letter = /[a-z]/.exec(last)?.[0] ?? ''
  const encoded = (text: string) => `%${text.charCodeAt(0).toString(16)}`
  const parents = path.replace(/\/[^/]+/g, '/..').slice(1)
  return [
    ['leading //', `/${path}`],
    ['inner //', `${before}//${last}`],
    ['/./', `${before}/./${last}`],
    ['/x/..', `${before}/x/../${last}`],
    ['/..', `${path}/..`],
    ['escape by /..', `${path}/${parents}/metrics`],
    ['%2e', `${before}/%2e/${last}`],
    ['escape by %2e%2e', `${path}/${parents.replaceAll('..', '%2e%2e')}/metrics`],
    ['%2f', `${before}%2f${last}`],
    ['trailing %2F', `${path}%2Fprobe`],
    ['escape by ..%2f', `${path}/..%2f..%2fmetrics`],
    ['%5c', `${before}%5c${last}`],
    ['backslash', `${before}\\${last}`],
    ['trailing ;', `${path};probe`],
    ['inner ;', `${before};probe/${last}`],
    ['upper case', upper],
    ['trailing slash', `${path}/`],
    ['%252e (double encoding)', `${before}/%252e%252e/${last}`],
    ['%252f (double encoding)', `${before}%252f${last}`],
    [
      'encoded letter',
      letter ? `${before}/${last.replace(letter, encoded(letter))}` : `${path}%2d`,
    ],
    ['%00', `${path}%00`],
    ['query', `${path}?probe=/metrics`],
    ['fragment', `${path}#probe`],
    ['%3f', `${path}%3fprobe`],
    ['extra segment', `${path}/probe-deeper`],
  ]
    .map(([name = '', written = '']) => ({ name, path: written }))
    .filter(({ path: written }) => written.startsWith('/'))
}
