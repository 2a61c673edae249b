import type { MeshSettings } from '../model/settings.ts'

type Mode = MeshSettings['pathNormalization']

/**
 * Normalises a path as the proxy does before policies see it; the result is forwarded. Returns
 * undefined when the proxy rejects the path. Strips the fragment and keeps the query. Double
 * encoding, `;` parameters and letter case are never changed.
 *
 * @example normalisePath('/a/../%61?x=1', 'BASE') // '/a?x=1'
 */
export function normalisePath(raw: string, mode: Mode): string | undefined {
  const whole = raw.split('#')[0] ?? ''
  if (mode === 'NONE') return whole
  const { path, query } = splitQuery(whole)
  const slashes =
    mode === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path
  const canonical = canonicalPath(slashes)
  if (canonical === undefined) return undefined
  return (mode === 'BASE' ? canonical : mergeSlashes(canonical)) + query
}

/** The path without its query. */
export const withoutQuery = (path: string): string => splitQuery(path).path

function splitQuery(raw: string): { path: string; query: string } {
  const at = raw.indexOf('?')
  return at < 0 ? { path: raw, query: '' } : { path: raw.slice(0, at), query: raw.slice(at) }
}

function canonicalPath(path: string): string | undefined {
  const plain = decodeUnreserved(path.replaceAll('\\', '/'))
  return plain === undefined ? undefined : withoutDots(plain)
}

/** Removes empty segments; a path of slashes only keeps two of them, as in Envoy. */
function mergeSlashes(path: string): string {
  if (!path.includes('//')) return path
  const kept = path.split('/').filter((segment) => segment !== '')
  return `${path.startsWith('/') ? '/' : ''}${kept.join('/')}${path.endsWith('/') ? '/' : ''}`
}

/**
 * Decodes unreserved characters and encodes unsafe ones; keeps all other escapes. Returns undefined
 * for `%00`, which the proxy rejects.
 */
function decodeUnreserved(path: string): string | undefined {
  if (path.includes('%00')) return undefined
  return path
    .replace(/%[0-9A-Fa-f]{2}/g, (written) => {
      const character = String.fromCharCode(Number.parseInt(written.slice(1), 16))
      return /[A-Za-z0-9\-._~]/.test(character) ? character : written
    })
    .replace(/["<>^`{|}]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Resolves dot segments, at most up to the root; keeps empty segments. */
function withoutDots(path: string): string {
  const segments = path.split('/')
  const kept: string[] = []
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1
    if (segment === '..') {
      if (kept.length > 1) kept.pop()
      if (last) kept.push('')
    } else if (segment === '.') {
      if (last) kept.push('')
    } else kept.push(segment)
  })
  return kept.join('/')
}
