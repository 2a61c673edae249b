import { fact, type Rule, resultAt } from '../rule.ts'
import { appliesInMesh } from '../traffic/hops.ts'

export const hostNotServed: Rule = {
  code: 'STOA945',
  severity: 'warning',
  summary: 'A VirtualService routes a host that its Gateway does not serve',
  why: 'Requests for the host are answered with 404, or the TLS handshake fails.',
  fix: 'Add the host to a server of the Gateway, or remove it from the VirtualService.',
  check: ({ mesh }) =>
    mesh.VirtualService.filter((service) => !appliesInMesh(service)).flatMap((service) => {
      const { spec, namespace } = service
      const names = (spec.gateways ?? []).map((one) =>
        one.includes('/') ? one : `${namespace}/${one}`,
      )
      const served = mesh.Gateway.filter((gateway) =>
        names.includes(`${gateway.namespace}/${gateway.name}`),
      )
        .flatMap((gateway) => gateway.spec.servers.flatMap(({ hosts }) => hosts))
        .map((host) => host.split('/').at(-1) ?? host)
      if (served.length === 0) return []
      return spec.hosts.flatMap((host, index) =>
        host === '*' ||
        served.some(
          (one) => one === host || matchesWildcard(host, one) || matchesWildcard(one, host),
        )
          ? []
          : [
              resultAt(
                service,
                ['spec', 'hosts', index],
                `no server of Gateway ${names.join(', ')} serves ${host}`,
                {
                  evidence: fact(`the servers serve ${served.join(', ')}`),
                },
              ),
            ],
      )
    }),
}

const matchesWildcard = (host: string, pattern: string): boolean =>
  pattern.startsWith('*') && host.endsWith(pattern.slice(1))
