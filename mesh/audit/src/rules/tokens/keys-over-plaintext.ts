import { fact, type Rule, resultAt } from '../rule.ts'

export const keysOverPlaintext: Rule = {
  code: 'STOA608',
  severity: 'error',
  summary: "An issuer's signing keys are fetched over plaintext from outside the mesh",
  why: 'An attacker on the network path can replace the keys and then issue valid tokens.',
  fix: 'Fetch the keys over https.',
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
          resultAt(
            policy,
            ['spec', 'jwtRules', index, 'jwksUri'],
            `fetches keys from ${hostname} without TLS`,
            {
              evidence: fact(`GET ${jwksUri} is sent in plaintext`),
            },
          ),
        ]
      }),
    ),
}
