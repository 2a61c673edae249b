import { found, type Rule } from '../rule.ts'

export const noTimeout: Rule = {
  code: 'STOA704',
  severity: 'note',
  summary: 'A route has no time-out',
  why: 'Istio sets none, so a server that hangs holds its callers for ever.',
  mend: 'Set `timeout` to what a caller can wait.',
  check: ({ mesh }) =>
    mesh.VirtualService.flatMap((service) =>
      service.spec.http.flatMap(({ route = [], timeout, name }, index) =>
        route.length === 0 || timeout !== undefined
          ? []
          : [found(service, ['spec', 'http', index], `${name ?? `route ${index}`} waits for ever`)],
      ),
    ),
}
