import { fact, found, type Rule } from '../rule.ts'
import { isOfMesh } from '../traffic/hops.ts'

export const hostNotServed: Rule = {
  code: 'STOA945',
  severity: 'warning',
  summary: 'Routes are bound to a Gateway that does not serve their host',
  why: 'Who asks for that host gets 404, or no answer at all.',
  mend: 'Add the host to a server of the Gateway, or take it out of the VirtualService.',
  check: ({ mesh }) =>
    mesh.VirtualService.filter((one) => !isOfMesh(one)).flatMap((service) => {
      const { spec, namespace } = service
      const names = (spec.gateways ?? []).map((one) =>
        one.includes('/') ? one : `${namespace}/${one}`,
      )
      const served = mesh.Gateway.filter((one) => names.includes(`${one.namespace}/${one.name}`))
        .flatMap((one) => one.spec.servers.flatMap(({ hosts }) => hosts))
        .map((host) => host.split('/').at(-1) ?? host)
      if (served.length === 0) return []
      return spec.hosts.flatMap((host, index) =>
        host === '*' || served.some((one) => one === host || within(host, one) || within(one, host))
          ? []
          : [
              found(
                service,
                ['spec', 'hosts', index],
                `no server of ${names.join(', ')} is for ${host}`,
                {
                  demonstration: fact(`the servers are for ${served.join(', ')}`),
                },
              ),
            ],
      )
    }),
}

const within = (host: string, pattern: string): boolean =>
  pattern.startsWith('*') && host.endsWith(pattern.slice(1))
