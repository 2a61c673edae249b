import { keyOf } from '../../world/workload.ts'
import { fact, found, type Rule } from '../rule.ts'
import { chainsOf, onePerRoutes } from './chains.ts'
import { riskyRetries } from './retries.ts'

export const retriedTwice: Rule = {
  code: 'STOA702',
  severity: 'warning',
  summary: 'A failing call is repeated at two places on its way',
  why: 'The attempts multiply, so a service in trouble gets several times its load when it can least carry it.',
  mend: 'Repeat in one place: leave the outer route with connect-failure and refused-stream alone.',
  check: (world) => {
    const twice = chainsOf(world).filter((chain) =>
      chain.every(({ route }) => riskyRetries(route).length > 0),
    )
    return onePerRoutes(twice).map(([first, second]) => {
      const [a, b] = [first, second].map(({ route }) => 1 + (route.retries?.attempts ?? 0))
      const most = (a ?? 1) * (b ?? 1)
      const { file, line } = first.service.locate(['spec', 'http', first.index, 'retries'])
      return found(
        second.service,
        ['spec', 'http', second.index, 'retries'],
        `${keyOf(second.to)} may get ${most} calls for one request, with the retries of ${file}:${line}`,
        { demonstration: fact(`${a} attempts × ${b} attempts = ${most} calls`) },
      )
    })
  },
}
