import { fact, found, type Rule } from '../rule.ts'

export const keysInTheClear: Rule = {
  code: 'STOA608',
  severity: 'error',
  summary: "An issuer's keys are fetched in plaintext from outside the mesh",
  why: 'Whoever stands between puts in keys of their own and issues tokens that pass.',
  mend: 'Fetch them over https.',
  check: ({ mesh, inventory }) =>
    mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ jwksUri }, index) => {
        if (jwksUri === undefined || !jwksUri.startsWith('http:')) return []
        const { hostname } = new URL(jwksUri)
        const inside =
          hostname.endsWith('.svc.cluster.local') ||
          hostname.endsWith('.svc') ||
          inventory.workloads.some(({ hosts }) =>
            hosts.some((host) => host === hostname || host.startsWith(`${hostname}.`)),
          )
        if (inside) return []
        return [
          found(
            policy,
            ['spec', 'jwtRules', index, 'jwksUri'],
            `${hostname} is asked without TLS`,
            {
              demonstration: fact(`GET ${jwksUri} is readable and changeable on its way`),
            },
          ),
        ]
      }),
    ),
}
