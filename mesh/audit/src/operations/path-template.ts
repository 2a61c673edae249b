import { escapeRegex } from '@stoa/mesh/policy'

/** Whether a path matches an OpenAPI path template such as `/v1/orders/{orderId}`. */
export function matchesTemplate(template: string, path: string): boolean {
  const source = template
    .split('/')
    .map((segment) =>
      segment
        .split(/(\{[^}]*\})/)
        .map((part) => (part.startsWith('{') ? '[^/]+' : escapeRegex(part)))
        .join(''),
    )
    .join('/')
  return new RegExp(`^${source}$`).test(path)
}

/** A sample path that matches an OpenAPI path template. */
export const samplePathOf = (template: string): string => template.replace(/\{[^}]*\}/g, 'probe')
