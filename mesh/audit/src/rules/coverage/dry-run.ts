import { evaluate, isDryRun } from '@stoa/mesh/policy'
import { ask, strangerOf } from '../../world/question.ts'
import { attemptsOf, casesOf } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'

export const dryRun: Rule = {
  code: 'STOA205',
  severity: 'error',
  summary: 'A policy that would refuse requests is a dry run',
  why: 'It is written down in logs and refuses nothing; when all ALLOW policies are dry runs there is no denial by default.',
  mend: 'Take the annotation istio.io/dry-run away once its logs are clean.',
  check: (world) =>
    world.mesh.AuthorizationPolicy.filter(isDryRun).flatMap((policy) => {
      const cases = casesOf(world, policy.spec.action).filter((one) => one.policy === policy)
      const doors = world
        .reachedBy(policy)
        .flatMap((workload) => workload.ports.map((port) => world.doorOf(workload, port)))
      const wanted = cases.flatMap((one) => attemptsOf(world, one))
      const tried = [
        ...wanted.map(({ door, shown }) => ({ door, question: shown.question })),
        ...doors.map((door) => ({ door, question: ask(door, strangerOf(world.mesh)) })),
      ]
      const hole = tried.find(({ door, question }) => {
        const inForce = door.mesh.AuthorizationPolicy.map((one) =>
          one === policy ? { ...one, annotations: {} } : one,
        )
        const enforced = evaluate({ ...door.mesh, AuthorizationPolicy: inForce }, question)
        return world.judge(door, question).decision === 'allow' && enforced.decision === 'deny'
      })
      return [
        found(policy, ['metadata', 'annotations'], 'refuses nothing', {
          severity: hole ? 'error' : 'note',
          demonstration: hole && show(world, hole.door, hole.question),
        }),
      ]
    }),
}
