const pchar = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=]"
const regexes = new Map<string, RegExp>()

/**
 * Whether a path matches a template: `{*}` is one non-empty segment, `{**}` any text with slashes.
 */
export function matchesTemplate(path: string, template: string): boolean {
  const regex = regexes.get(template) ?? toRegex(template)
  regexes.set(template, regex)
  return regex.test(path)
}

function toRegex(template: string): RegExp {
  const parts = template
    .split(/(\{\*\*\}|\{\*\})/)
    .map((part) =>
      part === '{*}'
        ? `${pchar}+`
        : part === '{**}'
          ? `${pchar.slice(0, -1)}/]*`
          : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
    )
  return new RegExp(`^${parts.join('')}$`)
}
