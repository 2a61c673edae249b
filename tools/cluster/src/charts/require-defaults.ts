interface Schema {
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/**
 * Requires each key that has a default. Helm merges the defaults before it asks the schema, so that only a key that was
 * set to null, which takes its default away, is missing then.
 */
export function requireDefaults<T extends object>(root: T, defaults: unknown): T {
  const definitions = (root as { definitions?: Record<string, Schema> }).definitions ?? {}
  return visit(root, defaults) as T

  function visit(schema: Schema, given: unknown): Schema {
    const { properties } = resolved(schema)
    if (!properties || typeof given !== 'object' || given === null) return schema
    const { $ref: _, ...own } = { ...resolved(schema), ...schema }
    const present = Object.keys(properties).filter((key) => key in given)
    const changed = present.map((key) => [
      key,
      visit(properties[key] ?? {}, (given as Record<string, unknown>)[key]),
    ])
    return {
      ...own,
      properties: { ...properties, ...Object.fromEntries(changed) },
      ...(present.length > 0 && { required: [...new Set([...(own.required ?? []), ...present])] }),
    }
  }

  function resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1)
    return name === undefined ? schema : (definitions[name] ?? schema)
  }
}
