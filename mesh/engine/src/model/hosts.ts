/** Hosts with a wildcard at their start, such as `*.example.com`. */
export const isWild = (host: string): boolean => host.startsWith('*')

const tail = (host: string) => host.slice(1)

/** Whether some host is meant by both. */
export function hostsMeet(a: string, b: string): boolean {
  if (isWild(a) && isWild(b)) return tail(a).endsWith(tail(b)) || tail(b).endsWith(tail(a))
  if (isWild(a)) return b.endsWith(tail(a))
  return isWild(b) ? a.endsWith(tail(b)) : a === b
}

/** Whether every host that `inner` means is meant by `outer`. */
export function hostWithin(inner: string, outer: string): boolean {
  if (!isWild(outer)) return inner === outer
  return isWild(inner) ? tail(inner).endsWith(tail(outer)) : inner.endsWith(tail(outer))
}
