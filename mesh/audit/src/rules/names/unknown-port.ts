import { everyAction, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const unknownPort: Rule = {
  code: 'STOA406',
  severity: 'warning',
  summary: 'A rule names a port on which the workload is not known to listen',
  why: 'The rule never matches, or opens what nobody wrote down.',
  mend: "Write a port of the workload, or declare it under the container's ports.",
  check: (world) =>
    valuesOf(world, ['ports'], ...everyAction)
      .filter(({ doors, value }) =>
        doors.every(
          ({ workload, port }) =>
            workload.source === 'kubernetes' &&
            port.number !== Number(value) &&
            !port.servicePorts.includes(Number(value)),
        ),
      )
      .map((one) => {
        const ports = [...new Set(one.doors.map(({ port }) => port.number))].join(', ')
        return found(one.policy, one.at, `nothing listens on ${one.value}; there is ${ports}`)
      }),
}
