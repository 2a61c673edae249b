import { fact, type Rule, resultAt } from '../rule.ts'

export const unknownGateway: Rule = {
  code: 'STOA708',
  severity: 'warning',
  summary: 'A VirtualService refers to a Gateway that does not exist',
  why: 'Its routes take effect nowhere.',
  fix: 'Write the Gateway as namespace/name.',
  check: ({ mesh }) => {
    const known = new Set(mesh.Gateway.map(({ namespace, name }) => `${namespace}/${name}`))
    const namespaces = new Set(mesh.Gateway.map(({ namespace }) => namespace))
    return mesh.VirtualService.flatMap((service) =>
      (service.spec.gateways ?? []).flatMap((name, index) => {
        const whole = name.includes('/') ? name : `${service.namespace}/${name}`
        if (name === 'mesh' || known.has(whole)) return []
        const [namespace = ''] = whole.split('/')
        return [
          resultAt(service, ['spec', 'gateways', index], `Gateway ${whole} does not exist`, {
            severity: namespaces.has(namespace) ? 'warning' : 'note',
            evidence: fact(`known Gateways: ${[...known].join(', ') || 'none'}`),
          }),
        ]
      }),
    )
  },
}
