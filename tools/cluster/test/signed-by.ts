import 'reflect-metadata'
import { createPrivateKey, KeyObject } from 'node:crypto'
import {
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { DatabaseAuthority } from '../src/releases/database-authority.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A server's certificate for the name and its key, as PEM. */
export async function signedBy(authority: DatabaseAuthority, name: string) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const signingKey = createPrivateKey(authority.key).toCryptoKey(algorithm, false, ['sign'])
  const certificate = await X509CertificateGenerator.create({
    ...{ subject: `CN=${name}`, issuer: new X509Certificate(authority.certificate).subject },
    ...{ publicKey: keys.publicKey, signingKey, signingAlgorithm: algorithm },
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  return { cert: certificate.toString('pem'), key: key.toString() }
}
