/** The kind of thing that a mutation removes or adds. */
export type Part =
  | 'rule'
  | 'from or to'
  | 'method'
  | 'path'
  | 'principal'
  | 'port or host'
  | 'policy'
  | 'selector'
  | 'mutual TLS'
  | 'token'
  | 'gateway'
  | 'route'
  | 'traffic'

export interface Mutation {
  readonly file: string
  readonly part: Part
  /** Such as `AuthorizationPolicy orders: - method GET`. */
  readonly name: string
  /** The whole file after the mutation. */
  readonly text: string
}

/** A change to one object of a file, as plain data. */
export interface Change {
  readonly part: Part
  readonly description: string
  readonly path: readonly (string | number)[]
  /** The new value; undefined to remove the path. */
  readonly value?: unknown
}

export const without = (
  part: Part,
  description: string,
  path: readonly (string | number)[],
): Change => ({
  part,
  description: `- ${description}`,
  path,
})

export const put = (
  part: Part,
  description: string,
  path: readonly (string | number)[],
  value: unknown,
): Change => ({ part, description: `+ ${description}`, path, value })
