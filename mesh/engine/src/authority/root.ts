import 'reflect-metadata'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { algorithm, exportKey, importKey, newKeys } from './keys.ts'
import { replaceFile } from './replace-file.ts'

export interface Root {
  readonly caFile: string
  readonly certificate: x509.X509Certificate
  readonly key: CryptoKey
}

const lifetimeMs = 10 * 365 * 24 * 3_600_000
const keyFile = 'root.key.pem'
const certificateFile = 'root.pem'

export async function openRoot(dir: string): Promise<Root> {
  const caFile = join(dir, certificateFile)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const found = await readIfThere(caFile)
  if (found === undefined) return createRoot(dir, caFile)
  const key = await importKey(await readFile(join(dir, keyFile), 'utf8'))
  return { caFile, certificate: new x509.X509Certificate(found), key }
}

async function createRoot(dir: string, caFile: string): Promise<Root> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'O=Stoa, CN=Stoa local mesh authority',
    keys,
    notAfter: new Date(Date.now() + lifetimeMs),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  await replaceFile(join(dir, keyFile), await exportKey(keys.privateKey), 0o600)
  await replaceFile(caFile, `${certificate.toString('pem')}\n`)
  return { caFile, certificate, key: keys.privateKey }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
