import fc from 'fast-check'

type Json = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

const oddities: readonly unknown[] = [
  ...[
    '',
    '*',
    '*a*',
    'a*b',
    'a/b/c',
    '/a/{*}',
    '/{**}/{*}',
    '/x{*}',
    '/a/{b}',
    'http',
    '0',
    '70000',
  ],
  ...[
    '10.0.0.0/33',
    '300.1.1.1',
    '::1/200',
    'request.headers[]',
    'destination.labels[a]',
    'unknown',
  ],
  ...[0, -1, 70_000, 1.5, true, {}, [], [''], null],
]
const names = [
  'extra',
  'from',
  'to',
  'when',
  'selector',
  'serviceAccounts',
  'provider',
  'mtls',
  'jwks',
]

/**
 * One change to an object that may make it invalid: another value, a missing key or an additional
 * key.
 */
export const corrupted = (object: Json): fc.Arbitrary<Json> =>
  fc
    .record({
      at: fc.constantFrom(...pathsOf(object.spec)),
      how: fc.constantFrom('replace', 'replace', 'remove', 'add'),
      value: fc.constantFrom(...oddities),
      name: fc.constantFrom(...names),
    })
    .map(({ at, how, value, name }) => ({
      ...object,
      spec: changed(object.spec, at, how, value, name) as Json,
    }))

const pathsOf = (value: unknown): readonly Path[] =>
  value === null || typeof value !== 'object'
    ? [[]]
    : [
        [],
        ...Object.entries(value).flatMap(([key, inner]) =>
          pathsOf(inner).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]),
        ),
      ]

function changed(root: unknown, path: Path, how: string, value: unknown, name: string): unknown {
  const [step, ...rest] = path
  if (step === undefined) {
    if (how !== 'add' || root === null || typeof root !== 'object' || Array.isArray(root))
      return value
    return { ...root, [name]: value }
  }
  if (Array.isArray(root)) {
    if (how === 'remove' && rest.length === 0) return root.filter((_, index) => index !== step)
    return root.map((inner, index) =>
      index === step ? changed(inner, rest, how, value, name) : inner,
    )
  }
  const { [step]: inner, ...others } = root as Record<string, unknown>
  if (how === 'remove' && rest.length === 0) return others
  return { ...others, [step]: changed(inner, rest, how, value, name) }
}
