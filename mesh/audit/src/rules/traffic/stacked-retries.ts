import { keyOf } from '../../context/workload.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { chainsOf, onePerRoutes } from './chains.ts'
import { riskyRetries } from './retries.ts'

export const stackedRetries: Rule = {
  code: 'STOA702',
  severity: 'warning',
  summary: 'A call is retried at two places on its path',
  why: 'The attempts multiply, so a failing service receives several times its normal load.',
  fix: 'Retry in one place: limit the outer route to connect-failure and refused-stream.',
  check: (context) => {
    const twice = chainsOf(context).filter((chain) =>
      chain.every(({ route }) => riskyRetries(route).length > 0),
    )
    return onePerRoutes(twice).map(([first, second]) => {
      const [a, b] = [first, second].map(({ route }) => 1 + (route.retries?.attempts ?? 0))
      const most = (a ?? 1) * (b ?? 1)
      const { file, line } = first.service.locate(['spec', 'http', first.index, 'retries'])
      return resultAt(
        second.service,
        ['spec', 'http', second.index, 'retries'],
        `${keyOf(second.to)} may receive ${most} calls for one request, together with the retries of ${file}:${line}`,
        { evidence: fact(`${a} attempts × ${b} attempts = ${most} calls`) },
      )
    })
  },
}
