import { quoteRegex } from '@stoa/mesh/policy'

/** Whether a path is one of an operation whose path OpenAPI writes `/v1/orders/{orderId}`. */
export function answersPath(template: string, path: string): boolean {
  const source = template
    .split('/')
    .map((segment) =>
      segment
        .split(/(\{[^}]*\})/)
        .map((part) => (part.startsWith('{') ? '[^/]+' : quoteRegex(part)))
        .join(''),
    )
    .join('/')
  return new RegExp(`^${source}$`).test(path)
}

/** A path of the operation. */
export const pathOf = (template: string): string => template.replace(/\{[^}]*\}/g, 'probe')
