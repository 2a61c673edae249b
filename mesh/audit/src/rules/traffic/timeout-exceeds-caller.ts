import { keyOf } from '../../context/workload.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { chainsOf, onePerRoutes } from './chains.ts'

export const timeoutExceedsCaller: Rule = {
  code: 'STOA703',
  severity: 'warning',
  summary: 'A call may outlast the time-out of the request that caused it',
  why: 'The inner call continues after the original caller has given up, and its result is lost.',
  fix: 'Make the inner time-out shorter than the outer one.',
  check: (context) => {
    const longer = chainsOf(context).filter(
      ([first, second]) =>
        first.route.timeout !== undefined &&
        (second.route.timeout ?? Number.POSITIVE_INFINITY) > first.route.timeout,
    )
    return onePerRoutes(longer).map(([first, second]) => {
      const inner = second.route.timeout
      const { file, line } = first.service.locate(['spec', 'http', first.index, 'timeout'])
      const limit = inner === undefined ? 'has no time-out' : `may take ${inner} ms`
      return resultAt(
        second.service,
        ['spec', 'http', second.index, ...(inner === undefined ? [] : ['timeout'])],
        `the call to ${keyOf(second.to)} ${limit}, but ${first.from} waits only ${first.route.timeout} ms (${file}:${line})`,
        { evidence: fact(`${first.from} → ${second.from} → ${keyOf(second.to)}`) },
      )
    })
  },
}
