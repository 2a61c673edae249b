type Schema = Readonly<Record<string, unknown>>

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Says of keys with a pattern the same by `patternProperties`: of `propertyNames` Helm names another path than that of the key. */
export function namedKeys<T extends object>(root: T): T {
  const { definitions = {} } = root as { definitions?: Record<string, Schema> }
  return visit(root) as T

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit)
    if (!isSchema(value)) return value
    const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visit(one)]))
    const { propertyNames, additionalProperties, ...rest } = inner
    if (!isSchema(propertyNames)) return inner
    const { pattern, ...further } = resolved(propertyNames)
    if (typeof pattern !== 'string') return inner
    const { refused, others } = withoutRefused(further)
    const patternProperties = { [pattern]: additionalProperties, ...refused }
    return { ...rest, propertyNames: others, patternProperties, additionalProperties: false }
  }

  function resolved({ $ref, ...own }: Schema): Schema {
    const name = typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined
    return { ...(name !== undefined && definitions[name]), ...own }
  }
}

/** A pattern that no key may match, as a property that no value fits. */
function withoutRefused({ not, ...others }: Schema): { refused: Schema; others: Schema } {
  if (isSchema(not) && typeof not.pattern === 'string')
    return { refused: { [not.pattern]: false }, others }
  return { refused: {}, others: not === undefined ? others : { ...others, not } }
}
