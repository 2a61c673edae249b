import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** PEM texts. */
export interface DatabaseAuthority {
  readonly certificate: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const lifetimeMs = 10 * 365 * 24 * 3_600_000

/** A new authority, with which CloudNativePG signs and renews the server certificate of Postgres. */
export async function makeDatabaseAuthority(): Promise<DatabaseAuthority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'O=Stoa, CN=Stoa database authority', keys, signingAlgorithm: algorithm },
    notAfter: new Date(Date.now() + lifetimeMs),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    certificate: `${certificate.toString('pem')}\n`,
    // CloudNativePG reads no other form of a key.
    key: KeyObject.from(keys.privateKey).export({ type: 'sec1', format: 'pem' }).toString(),
  }
}

/** The authority that the file holds, which is written with a new one where it is missing. */
export async function openDatabaseAuthority(file: string): Promise<DatabaseAuthority> {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(await makeDatabaseAuthority()), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, 'utf8')) as DatabaseAuthority
}
