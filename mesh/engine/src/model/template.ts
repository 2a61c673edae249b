const literal = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/

/** Whether a path of a policy is a template, which contains `{*}` or `{**}`. */
export const isTemplate = (path: string): boolean => path.includes('{*}') || path.includes('{**}')

/** Whether a text is a valid literal segment of a path template. */
export const isLiteral = (segment: string): boolean => literal.test(segment)

/** Why a path of a policy is invalid, or undefined. */
export function templateError(path: string): string | undefined {
  const template = isTemplate(path)
  // Istio accepts it, and Envoy then rejects its whole configuration.
  if (template && !path.startsWith('/')) return 'a path template must start with /'
  let open = false
  for (const segment of trimSlashes(path).split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (open) return '{**} is not the last operator'
      open = segment === '{**}'
    } else if (/[{}]/.test(segment)) {
      return "contains '{' or '}' beyond a supported path template"
    } else if (template && !isLiteral(segment)) {
      return `contains segment ${segment} with invalid string literal`
    }
  }
  return undefined
}

const trimSlashes = (path: string) => path.replace(/^\/+|\/+$/g, '')

/** The template in the syntax of Envoy's URI templates. */
export const envoyTemplate = (path: string): string =>
  path.replaceAll('{**}', '**').replaceAll('{*}', '*')
