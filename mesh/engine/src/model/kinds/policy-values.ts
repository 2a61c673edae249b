/**
 * Istio's check of a service account in an AuthorizationPolicy: why it is invalid, or undefined.
 */
export function serviceAccountError(value: string): string | undefined {
  if (value.includes('*')) return 'wildcard not allowed'
  if (value.length > 320) return 'value cannot exceed 320 characters'
  const parts = value.split('/')
  if (parts.length > 2) return "expected format 'serviceAccount' or 'namespace/serviceAccount'"
  if (parts.includes('')) return 'empty namespace or serviceAccount'
  return undefined
}

/** Why a value with a wildcard is invalid, or undefined. */
export function wildcardError(value: string): string | undefined {
  const stars = value.split('*').length - 1
  if (stars > 1) return 'at most one wildcard is allowed'
  if (stars === 1 && !value.startsWith('*') && !value.endsWith('*'))
    return 'wildcard is only allowed at the start or end'
  return undefined
}

export const trustDomainError = (value: string): string | undefined =>
  wildcardError(value) ?? (value.includes('/') ? "trust domain must not contain '/'" : undefined)
