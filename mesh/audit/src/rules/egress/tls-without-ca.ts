import { qualify } from '@stoa/mesh/policy'
import { fact, found, type Rule } from '../rule.ts'
import { originationsOf } from './origination.ts'

export const tlsWithoutCa: Rule = {
  code: 'STOA803',
  severity: 'warning',
  summary: 'TLS to the outside does not say whose certificates it takes',
  why: 'Without a CA the proxy may take any certificate, and so anybody who puts themselves between.',
  mend: 'Set caCertificates (`system` for the public ones) or credentialName, and subjectAltNames.',
  check: ({ mesh, inventory }) => {
    const inside = new Set(inventory.workloads.flatMap(({ hosts }) => hosts))
    return originationsOf(mesh.DestinationRule)
      .filter(({ rule }) => !inside.has(qualify(rule.spec.host, rule.namespace)))
      .filter(
        ({ tls }) => tls.insecureSkipVerify === true || !(tls.caCertificates || tls.credentialName),
      )
      .map(({ rule, path, tls }) =>
        found(
          rule,
          path,
          `${tls.mode} to ${rule.spec.host} verifies nothing that is written here`,
          {
            demonstration: fact(
              tls.insecureSkipVerify === true
                ? 'insecureSkipVerify: true takes any certificate'
                : 'neither caCertificates nor credentialName is set',
            ),
          },
        ),
      )
  },
}
