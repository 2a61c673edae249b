import { fact, type Rule, resultAt } from '../rule.ts'
import { isServed, servedOperations } from './served-operations.ts'

export const missingKeyEndpoint: Rule = {
  code: 'STOA948',
  severity: 'error',
  summary: 'Token signing keys are fetched from a path that the issuer does not serve',
  why: 'Without keys every token is refused. Whatever is served at that path later decides which tokens are valid.',
  fix: 'Write the path of the operation with which the issuer publishes its keys.',
  check: (context) =>
    context.mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ jwksUri }, index) => {
        if (jwksUri === undefined) return []
        const { hostname, pathname } = new URL(jwksUri)
        const issuer = servedOperations(context).find(({ targetPort }) =>
          targetPort.workload.hosts.includes(hostname),
        )
        if (issuer === undefined || isServed(issuer.operations, 'GET', pathname)) return []
        const message = `${issuer.targetPort.workload.name} does not serve GET ${pathname}`
        const at = ['spec', 'jwtRules', index, 'jwksUri']
        return [resultAt(policy, at, message, { evidence: fact(message) })]
      }),
    ),
}
