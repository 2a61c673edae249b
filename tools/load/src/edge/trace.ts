export interface Trace {
  readonly traceId: string
  readonly sampled: boolean
}

const pattern = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/

/** Parses W3C's `traceresponse` header; undefined when it is missing or malformed. */
export function traceOf(header: string | undefined): Trace | undefined {
  const [, traceId, flags] = pattern.exec(header ?? '') ?? []
  if (traceId === undefined || flags === undefined) return undefined
  return { traceId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}
