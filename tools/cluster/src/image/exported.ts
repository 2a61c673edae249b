import type { Kind } from './specifiers.ts'

/** What `exports` or `imports` of a package.json say of one path. */
export type Target = string | null | readonly Target[] | { readonly [condition: string]: Target }

/** Those that Node takes, in the order that the package gives. */
const conditionsOf = (kind: Kind): readonly string[] => [
  ...['node', 'node-addons', 'module-sync', 'default', kind],
]

/** The file that Node takes for a path of a package's `exports` or `imports`; undefined where it takes none. */
export function exportedFile(table: Target, path: string, kind: Kind): string | undefined {
  const entries = byPath(table)
  const exact = entries[path]
  if (exact !== undefined) return chosen(exact, kind)
  const patterns = Object.keys(entries)
    .filter((key) => key.includes('*'))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*'))
  for (const pattern of patterns) {
    const [before = '', after = ''] = pattern.split('*')
    if (!path.startsWith(before) || !path.endsWith(after)) continue
    if (path.length < pattern.length) continue
    const middle = path.slice(before.length, path.length - after.length)
    return chosen(entries[pattern] ?? null, kind)?.replaceAll('*', middle)
  }
  return undefined
}

function byPath(table: Target): Readonly<Record<string, Target>> {
  const isPaths =
    typeof table === 'object' &&
    table !== null &&
    !Array.isArray(table) &&
    Object.keys(table).every((key) => /^[.#]/.test(key))
  return isPaths ? (table as Readonly<Record<string, Target>>) : { '.': table }
}

function chosen(target: Target, kind: Kind): string | undefined {
  if (target === null) return undefined
  if (typeof target === 'string') return target
  if (Array.isArray(target))
    return (target as readonly Target[]).map((one) => chosen(one, kind)).find(Boolean)
  for (const [condition, inner] of Object.entries(target as Record<string, Target>)) {
    if (!conditionsOf(kind).includes(condition)) continue
    const found = chosen(inner, kind)
    if (found !== undefined) return found
  }
  return undefined
}
