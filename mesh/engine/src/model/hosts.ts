/** Whether a host starts with a wildcard, such as `*.example.com`. */
export const isWildcard = (host: string): boolean => host.startsWith('*')

const tail = (host: string) => host.slice(1)

/** Whether any host matches both. */
export function hostsOverlap(a: string, b: string): boolean {
  if (isWildcard(a) && isWildcard(b)) return tail(a).endsWith(tail(b)) || tail(b).endsWith(tail(a))
  if (isWildcard(a)) return b.endsWith(tail(a))
  return isWildcard(b) ? a.endsWith(tail(b)) : a === b
}

/** Whether every host that matches `inner` matches `outer`. */
export function isHostWithin(inner: string, outer: string): boolean {
  if (!isWildcard(outer)) return inner === outer
  return isWildcard(inner) ? tail(inner).endsWith(tail(outer)) : inner.endsWith(tail(outer))
}
