import { existsSync } from 'node:fs'

const usualFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
  '/opt/homebrew/etc/openssl@3/cert.pem',
]

/** The file with the certificate authorities that this machine trusts; none when no usual file exists. */
export function systemCaFile(): { readonly systemCaFile?: string } {
  const found = usualFiles.find((file) => existsSync(file))
  return found === undefined ? {} : { systemCaFile: found }
}
