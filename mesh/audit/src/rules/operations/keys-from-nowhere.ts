import { fact, found, type Rule } from '../rule.ts'
import { answeringOf, isAnswered } from './facts.ts'

export const keysFromNowhere: Rule = {
  code: 'STOA948',
  severity: 'error',
  summary: 'The keys of tokens are fetched from where no operation answers',
  why: 'Without keys every token is refused; and what answers there one day decides who is who.',
  mend: 'Name the operation of the issuer that publishes its keys.',
  check: (world) =>
    world.mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap(({ jwksUri }, index) => {
        if (jwksUri === undefined) return []
        const { hostname, pathname } = new URL(jwksUri)
        const issuer = answeringOf(world).find(({ door }) => door.workload.hosts.includes(hostname))
        if (issuer === undefined || isAnswered(issuer.operations, 'GET', pathname)) return []
        const says = `${issuer.door.workload.name} answers no GET ${pathname}`
        const at = ['spec', 'jwtRules', index, 'jwksUri']
        return [found(policy, at, says, { demonstration: fact(says) })]
      }),
    ),
}
