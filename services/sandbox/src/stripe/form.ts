export type FormValue = string | Form
export interface Form {
  [name: string]: FormValue
}

/** `metadata[orderId]=x&expand[0]=y` as nested members; lists become members named 0, 1, … */
export function parseForm(text: string): Form {
  const form: Form = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '')
    const last = path.pop()
    if (last === undefined) continue
    let at = form
    for (const part of path) {
      const next = at[part]
      const nested: Form = typeof next === 'object' ? next : Object.create(null)
      at[part] = nested
      at = nested
    }
    at[last] = value
  }
  return form
}

export const textOf = (value: FormValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

export const textsOf = (value: FormValue | undefined): Record<string, string> =>
  typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value).filter(
          (member): member is [string, string] => typeof member[1] === 'string',
        ),
      )
    : {}
