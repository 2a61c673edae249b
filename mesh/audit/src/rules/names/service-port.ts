import { ask, questionFor } from '../../world/question.ts'
import type { World } from '../../world/world.ts'
import { type Case, everyAction, valuesOf } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'

export const servicePort: Rule = {
  code: 'STOA405',
  severity: 'error',
  summary: "A rule names the Service's port where the workload's is meant",
  why: 'Policies see the port that the pod listens on; the rule never matches.',
  mend: 'Write the containerPort that the Service leads to.',
  check: (world) =>
    valuesOf(world, ['ports'], ...everyAction).flatMap((one) => {
      const wanted = Number(one.value)
      const ports = one.doors.map(({ port }) => port)
      if (ports.some(({ number }) => number === wanted)) return []
      const meant = ports.find(({ servicePorts }) => servicePorts.includes(wanted))
      if (meant === undefined) return []
      const message = `${wanted} is the Service's port; the pod listens on ${meant.number}`
      return [
        found(one.policy, one.at, message, { demonstration: atMeant(world, one, meant.number) }),
      ]
    }),
}

/** What the rule's own caller gets at the port that was meant. */
function atMeant(world: World, { doors, rule }: Case, port: number) {
  const door = doors.find((one) => one.port.number === port)
  const [from = []] = rule.clauses.from
  const [to = []] = rule.clauses.to
  if (door === undefined) return undefined
  const question = questionFor(
    door,
    from,
    to.filter(({ field }) => field !== 'ports'),
  )
  return show(world, door, question ?? ask(door, null))
}
