import { z } from 'zod'
import { reportViolations, type Violation, violationIf } from '../violations.ts'

const fields = z.strictObject({
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

export type ClientTls = z.output<typeof fields>

export const clientTls = fields.superRefine(
  reportViolations((tls) => [...verificationViolations(tls), ...certificateViolations(tls)]),
)

function verificationViolations(tls: ClientTls): readonly Violation[] {
  if (tls.insecureSkipVerify !== true) return []
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return []
  const named = tls.mode === 'SIMPLE' && Boolean(tls.credentialName)
  return violationIf(
    Boolean(tls.caCertificates) || named || tls.subjectAltNames !== undefined,
    'cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true',
  )
}

function certificateViolations(tls: ClientTls): readonly Violation[] {
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return []
  if (tls.credentialName)
    return violationIf(
      Boolean(tls.clientCertificate || tls.caCertificates || tls.privateKey || tls.caCrl),
      'cannot specify client certificates or CA certificate or CA CRL If credentialName is set',
    )
  if (tls.mode === 'SIMPLE') return []
  return [
    ...violationIf(!tls.clientCertificate, 'client certificate required for mutual tls'),
    ...violationIf(!tls.privateKey, 'private key required for mutual tls'),
  ]
}
