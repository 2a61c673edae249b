import { keyOf } from '../../world/workload.ts'
import { fact, found, type Rule } from '../rule.ts'
import { chainsOf, onePerRoutes } from './chains.ts'

export const outlivesCaller: Rule = {
  code: 'STOA703',
  severity: 'warning',
  summary: 'A call may take longer than the caller of its caller waits',
  why: 'The work goes on after nobody waits for it any more, and what it did is answered to nobody.',
  mend: 'Make the inner time-out shorter than the outer one.',
  check: (world) => {
    const longer = chainsOf(world).filter(
      ([first, second]) =>
        first.route.timeout !== undefined &&
        (second.route.timeout ?? Number.POSITIVE_INFINITY) > first.route.timeout,
    )
    return onePerRoutes(longer).map(([first, second]) => {
      const inner = second.route.timeout
      const { file, line } = first.service.locate(['spec', 'http', first.index, 'timeout'])
      const said = inner === undefined ? 'no time-out' : `${inner} ms`
      return found(
        second.service,
        ['spec', 'http', second.index, ...(inner === undefined ? [] : ['timeout'])],
        `${said} towards ${keyOf(second.to)}, and ${first.from} waits ${first.route.timeout} ms (${file}:${line})`,
        { demonstration: fact(`${first.from} → ${second.from} → ${keyOf(second.to)}`) },
      )
    })
  },
}
