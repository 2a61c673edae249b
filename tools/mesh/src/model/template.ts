const literal = /^[A-Za-z0-9\-._~%!$&'()+,;:@=]*$/

export const isTemplate = (path: string): boolean => path.includes('{*}') || path.includes('{**}')

/** Why Istio refuses a path template, or undefined when it is sound. */
export function templateFault(path: string): string | undefined {
  if (!path.startsWith('/')) return 'a path template starts with /'
  let open = false
  for (const segment of path.slice(1).split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (open) return '{**} is the last operator of a path template'
      open = segment === '{**}'
    } else if (!literal.test(segment)) {
      return `segment "${segment}": an operator stands alone between two slashes`
    }
  }
  return undefined
}

/** The template in the words of Envoy's URI templates. */
export const envoyTemplate = (path: string): string =>
  path.replaceAll('{**}', '**').replaceAll('{*}', '*')
