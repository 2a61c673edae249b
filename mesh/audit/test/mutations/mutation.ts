/** What kind of thing is taken out of a file or put into it. */
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
  /** The whole file afterwards. */
  readonly text: string
}

/** A change to one object of a file: what it does to it, as plain data. */
export interface Change {
  readonly part: Part
  readonly says: string
  readonly path: readonly (string | number)[]
  /** Undefined: taken out. */
  readonly value?: unknown
}

export const without = (part: Part, says: string, path: readonly (string | number)[]): Change => ({
  part,
  says: `- ${says}`,
  path,
})

export const put = (
  part: Part,
  says: string,
  path: readonly (string | number)[],
  value: unknown,
): Change => ({ part, says: `+ ${says}`, path, value })
