const pchar = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=]"
const compiled = new Map<string, RegExp>()

/** Whether a path fits a template: `{*}` is one segment that is not empty, `{**}` any number of characters and slashes. */
export function fitsTemplate(path: string, template: string): boolean {
  const known = compiled.get(template) ?? toRegex(template)
  compiled.set(template, known)
  return known.test(path)
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
