import { qualifyHost } from '@stoa/mesh/policy'
import { fact, type Rule, resultAt } from '../rule.ts'
import { originationsOf } from './tls-origination.ts'

export const unverifiedTls: Rule = {
  code: 'STOA803',
  severity: 'warning',
  summary: "TLS to an external host does not verify the server's certificate",
  why: 'Without a CA the proxy may accept any certificate, so an attacker on the network path can impersonate the host.',
  fix: 'Set caCertificates (`system` for public CAs) or credentialName, and subjectAltNames.',
  check: ({ mesh, inventory }) => {
    const inside = new Set(inventory.workloads.flatMap(({ hosts }) => hosts))
    return originationsOf(mesh.DestinationRule)
      .filter(({ rule }) => !inside.has(qualifyHost(rule.spec.host, rule.namespace)))
      .filter(
        ({ tls }) => tls.insecureSkipVerify === true || !(tls.caCertificates || tls.credentialName),
      )
      .map(({ rule, path, tls }) =>
        resultAt(
          rule,
          path,
          `tls.mode ${tls.mode} to ${rule.spec.host} does not verify the server`,
          {
            evidence: fact(
              tls.insecureSkipVerify === true
                ? 'insecureSkipVerify: true accepts any certificate'
                : 'neither caCertificates nor credentialName is set',
            ),
          },
        ),
      )
  },
}
