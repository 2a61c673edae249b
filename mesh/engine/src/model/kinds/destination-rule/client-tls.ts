import { z } from 'zod'
import { type Fault, fault, refusing } from '../faults.ts'

const written = z.strictObject({
  mode: z.enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']).default('DISABLE'),
  clientCertificate: z.string().optional(),
  privateKey: z.string().optional(),
  caCertificates: z.string().optional(),
  credentialName: z.string().optional(),
  subjectAltNames: z.array(z.string()).optional(),
  sni: z.string().optional(),
  insecureSkipVerify: z.boolean().optional(),
  caCrl: z.string().optional(),
})

export type ClientTls = z.output<typeof written>

export const clientTls = written.superRefine(
  refusing((tls) => [...verifyFaults(tls), ...certificateFaults(tls)]),
)

function verifyFaults(tls: ClientTls): readonly Fault[] {
  if (tls.insecureSkipVerify !== true) return []
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return []
  const named = tls.mode === 'SIMPLE' && Boolean(tls.credentialName)
  return fault(
    Boolean(tls.caCertificates) || named || tls.subjectAltNames !== undefined,
    'cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true',
  )
}

function certificateFaults(tls: ClientTls): readonly Fault[] {
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return []
  if (tls.credentialName)
    return fault(
      Boolean(tls.clientCertificate || tls.caCertificates || tls.privateKey || tls.caCrl),
      'cannot specify client certificates or CA certificate or CA CRL If credentialName is set',
    )
  if (tls.mode === 'SIMPLE') return []
  return [
    ...fault(!tls.clientCertificate, 'client certificate required for mutual tls'),
    ...fault(!tls.privateKey, 'private key required for mutual tls'),
  ]
}
