import type { AuthorizationPolicy, Resource } from '@stoa/mesh/policy'
import { splitRequestPrincipal } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { identityOf } from '../../context/workload.ts'
import { fact, type Rule, type RuleResult, resultAt } from '../rule.ts'
import { podResult, podsOf } from './pods.ts'

type IsDevelopment = (name: string | undefined) => boolean

/** Whether a URL's host is a development service's, inside the mesh or outside. */
const isHostOf = (url: string, isDevelopment: IsDevelopment) =>
  URL.canParse(url) && isDevelopment(new URL(url).hostname.split('.')[0])

function tokensTrusted({ mesh }: AuditContext, isDevelopment: IsDevelopment): RuleResult[] {
  return mesh.RequestAuthentication.flatMap((policy) =>
    (policy.spec.jwtRules ?? []).flatMap(({ issuer = '', jwksUri = '' }, index) => {
      const trusted = [issuer, jwksUri].find((url) => isHostOf(url, isDevelopment))
      if (trusted === undefined) return []
      return [
        resultAt(policy, ['spec', 'jwtRules', index], `accepts tokens of ${trusted}`, {
          evidence: fact(`${trusted} is a development service, which issues any token to anyone`),
        }),
      ]
    }),
  )
}

/** The callers that a policy admits and that only development has. */
function developmentCallers(
  { spec }: Resource<AuthorizationPolicy>,
  isDevelopment: IsDevelopment,
): string[] {
  return (spec.rules ?? [])
    .flatMap(({ from = [] }) => from)
    .flatMap(({ source: { principals = [], requestPrincipals = [] } }) => [
      ...principals.filter((one) => isDevelopment(identityOf(one)?.account)),
      ...requestPrincipals.filter((one) => isHostOf(splitRequestPrincipal(one)[0], isDevelopment)),
    ])
}

export const developmentDeployed: Rule = {
  code: 'STOA823',
  severity: 'error',
  summary: 'A deployment holds a development service, or trusts it',
  why: 'A development service stands for the outside world: it issues tokens for any user and accepts any payment, for everyone who reaches it.',
  fix: 'Deploy the platform chart, which leaves it out, and set the issuer, its keys and the callers to those of production.',
  check: (context) => {
    const names = new Set(
      context.services.filter(({ development }) => development).map(({ name }) => name),
    )
    const isDevelopment: IsDevelopment = (name) => name !== undefined && names.has(name)
    const pods = podsOf(context)
    if (pods.length === 0) return []
    return [
      ...pods
        .filter(({ name, serviceAccount }) => isDevelopment(name) || isDevelopment(serviceAccount))
        .map((workload) =>
          podResult(workload, 'is deployed', `${workload.name}: service.yaml says development`),
        ),
      ...tokensTrusted(context, isDevelopment),
      ...context.mesh.AuthorizationPolicy.flatMap((policy) =>
        developmentCallers(policy, isDevelopment).map((caller) =>
          resultAt(policy, ['spec', 'rules'], `admits ${caller}`, {
            evidence: fact(`${caller} is a development service's identity`),
          }),
        ),
      ),
    ]
  },
}
