import { type Rule, resultAt } from '../rule.ts'

export const noTimeout: Rule = {
  code: 'STOA704',
  severity: 'note',
  summary: 'A route has no time-out',
  why: 'Istio sets none by default, so a server that hangs blocks its callers for ever.',
  fix: 'Set `timeout` to the longest time that a caller can wait.',
  check: ({ mesh }) =>
    mesh.VirtualService.flatMap((service) =>
      service.spec.http.flatMap(({ route = [], timeout, name }, index) =>
        route.length === 0 || timeout !== undefined
          ? []
          : [
              resultAt(
                service,
                ['spec', 'http', index],
                `${name ?? `route ${index}`} has no time-out`,
              ),
            ],
      ),
    ),
}
