import { existsSync } from 'node:fs'

const usual = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
  '/opt/homebrew/etc/openssl@3/cert.pem',
]

/** Where this machine keeps the authorities that it trusts. */
export function systemCaFile(): { readonly systemCaFile?: string } {
  const found = usual.find((file) => existsSync(file))
  return found === undefined ? {} : { systemCaFile: found }
}
