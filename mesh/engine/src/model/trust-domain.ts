import type { MeshSettings } from './settings.ts'

type Domains = Pick<MeshSettings, 'trustDomain' | 'trustDomainAliases'>

/** The trust domain of the mesh and its aliases, whose identities belong to the mesh as well. */
export const trustDomainsOf = ({ trustDomain, trustDomainAliases }: Domains): readonly string[] => [
  trustDomain,
  ...trustDomainAliases,
]

/**
 * Expands principals of the mesh's trust domain to all its aliases; other principals stay
 * unchanged.
 */
export function principalsInAllDomains(
  principals: readonly string[],
  settings: Domains,
): readonly string[] {
  const domains = trustDomainsOf(settings)
  return principals.flatMap((principal) => {
    const [domain = '', ...rest] = principal.split('/')
    const isOurs = domain === 'cluster.local' || domains.some((one) => overlap(domain, one))
    if (rest.length !== 4 || domain === '*' || !isOurs) return [principal]
    return domains
      .map((one) => (hasSuffix(one, domain) ? principal : [one, ...rest].join('/')))
      .filter((one, index, all) => all.indexOf(one) === index)
  })
}

/** Expands values of `trustDomains`: the mesh's own trust domain stands for all its aliases. */
export function trustDomainsInFull(
  values: readonly string[],
  settings: Domains,
): readonly string[] {
  const domains = trustDomainsOf(settings)
  return [...new Set(values.flatMap((value) => (domains.includes(value) ? domains : [value])))]
}

const hasPrefix = (text: string, pattern: string) =>
  pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1))
const hasSuffix = (text: string, pattern: string) =>
  pattern.startsWith('*') && text.endsWith(pattern.slice(1))
const overlap = (a: string, b: string) =>
  a === b || hasPrefix(a, b) || hasPrefix(b, a) || hasSuffix(a, b) || hasSuffix(b, a)
