import { fact, found, type Rule } from '../rule.ts'

export const noSuchGateway: Rule = {
  code: 'STOA708',
  severity: 'warning',
  summary: 'A VirtualService is bound to a Gateway that is not there',
  why: 'Its routes count nowhere.',
  mend: 'Write the Gateway as namespace/name.',
  check: ({ mesh }) => {
    const known = new Set(mesh.Gateway.map(({ namespace, name }) => `${namespace}/${name}`))
    const namespaces = new Set(mesh.Gateway.map(({ namespace }) => namespace))
    return mesh.VirtualService.flatMap((service) =>
      (service.spec.gateways ?? []).flatMap((name, index) => {
        const whole = name.includes('/') ? name : `${service.namespace}/${name}`
        if (name === 'mesh' || known.has(whole)) return []
        const [namespace = ''] = whole.split('/')
        return [
          found(service, ['spec', 'gateways', index], `there is no Gateway ${whole}`, {
            severity: namespaces.has(namespace) ? 'warning' : 'note',
            demonstration: fact(`Gateways that are there: ${[...known].join(', ') || 'none'}`),
          }),
        ]
      }),
    )
  },
}
