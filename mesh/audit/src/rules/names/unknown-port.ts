import { type Rule, resultAt } from '../rule.ts'
import { everyAction } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const unknownPort: Rule = {
  code: 'STOA406',
  severity: 'warning',
  summary: 'A rule names a port on which the workload is not known to listen',
  why: 'The rule never matches, or it opens a port that the Deployment does not declare.',
  fix: "Write a port of the workload, or declare the port in the container's `ports`.",
  check: (context) =>
    valuesOf(context, ['ports'], ...everyAction)
      .filter(({ targetPorts, value }) =>
        targetPorts.every(
          ({ workload, port }) =>
            workload.source === 'kubernetes' &&
            port.number !== Number(value) &&
            !port.servicePorts.includes(Number(value)),
        ),
      )
      .map((scoped) => {
        const ports = [...new Set(scoped.targetPorts.map(({ port }) => port.number))].join(', ')
        return resultAt(
          scoped.policy,
          scoped.at,
          `no container listens on port ${scoped.value}; known ports: ${ports}`,
        )
      }),
}
