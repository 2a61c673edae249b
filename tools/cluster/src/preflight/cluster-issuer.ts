import { z } from 'zod'
import type { Kubectl } from '../check/kubectl.ts'
import { answerOf } from './answer.ts'

const solvers = z.array(z.looseObject({ dns01: z.unknown().optional() }))

const another =
  'or name another one with edge.certificate.issuer in <site>/stoa.yaml; an empty name leaves the certificate to you'

/** What keeps a ClusterIssuer from issuing the edge's certificate. An ACME server reaches no solver of HTTP-01: the edge, which comes later, opens 443 alone. */
export async function issuerFaults(name: string, kubectl: Kubectl): Promise<string[]> {
  const asked = ['get', 'clusterissuers.cert-manager.io', name]
  const answer = await answerOf(kubectl, [...asked, '--output=jsonpath={.spec.acme.solvers}'])
  if (answer === undefined)
    return [
      `the ClusterIssuer ${name}: make it, with a solver of DNS-01 where it is of ACME, once \`npx stoa cluster install --only namespaces,cert-manager\` has installed cert-manager, ${another}`,
    ]
  if (answer === '' || solvers.parse(JSON.parse(answer)).some(({ dns01 }) => dns01)) return []
  return [
    `the ClusterIssuer ${name} has no solver of DNS-01, and one of HTTP-01 cannot succeed: the edge opens 443 and not 80, and is installed after the certificate. Give it one of DNS-01, ${another}`,
  ]
}
