import type { MeshSettings } from './settings.ts'

type Domains = Pick<MeshSettings, 'trustDomain' | 'trustDomainAliases'>

/** The mesh's trust domain and its former names: identities of all of them are its own. */
export const trustDomainsOf = ({ trustDomain, trustDomainAliases }: Domains): readonly string[] => [
  trustDomain,
  ...trustDomainAliases,
]

/** Principals of a policy for every name of the mesh's trust domain; others stay as they are. */
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

/** Values of `trustDomains`: one that is the mesh's own stands for all its names. */
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
