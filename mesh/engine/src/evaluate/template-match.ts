const pchar = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=]"
const regexes = new Map<string, RegExp>()

/** Whether a path fits a template: `{*}` is one segment that is not empty, `{**}` any number of characters and slashes. */
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
