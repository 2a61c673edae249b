import 'reflect-metadata'
import { PemConverter } from '@peculiar/x509'

export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

export const exportKey = async (key: CryptoKey): Promise<string> =>
  PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), PemConverter.PrivateKeyTag)

export function importKey(pem: string): Promise<CryptoKey> {
  const [raw] = PemConverter.decode(pem)
  if (raw === undefined) throw new Error('the key file of the authority has no PEM-encoded key')
  return crypto.subtle.importKey('pkcs8', raw, algorithm, false, ['sign'])
}
