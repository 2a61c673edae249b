import 'reflect-metadata'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, TLSSocket } from 'node:tls'
import {
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseUrl } from './connect.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const folder = mkdtempSync(join(tmpdir(), 'stoa-tls-'))

/** A certificate for `localhost`, in a file, and its key. */
async function makeCertificate(name: string) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  })
  const file = join(folder, `${name}.pem`)
  writeFileSync(file, certificate.toString('pem'))
  const key = PemConverter.encode(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  )
  return { file, cert: certificate.toString('pem'), key }
}

/** Answers the request for TLS, and refuses everybody whose start-up message it can read. */
const refusal = Buffer.from('E\0\0\0\x20SFATAL\0C28000\0Mreached by TLS\0\0', 'latin1')
refusal.writeInt32BE(refusal.length - 1, 1)

let ours: Awaited<ReturnType<typeof makeCertificate>>
let others: typeof ours
let offersTls = true
const sockets = new Set<Socket>()
const server = createServer((socket) => {
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.once('data', () => {
    socket.write(offersTls ? 'S' : 'N')
    if (!offersTls) return
    const secureContext = createSecureContext({ cert: ours.cert, key: ours.key })
    const tls = new TLSSocket(socket, { isServer: true, secureContext })
    tls.on('error', () => undefined).once('data', () => tls.end(refusal))
  })
})

beforeAll(async () => {
  ours = await makeCertificate('server')
  others = await makeCertificate('another')
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

async function connect(parameters: string, host = 'localhost'): Promise<string> {
  const { port } = server.address() as AddressInfo
  const client = new Client(parseUrl(`postgres://a:b@${host}:${port}/a?${parameters}`))
  client.on('error', () => undefined)
  const failure = await client.connect().catch((error: Error) => error)
  return failure instanceof Error ? failure.message : 'connected'
}

describe('a connection', () => {
  it('with `verify-full` reaches the server whose certificate the file vouches for', async () => {
    expect(await connect(`sslmode=verify-full&sslrootcert=${ours.file}`)).toBe('reached by TLS')
  })

  it('with `verify-full` refuses a certificate of another authority, and another name', async () => {
    expect(await connect(`sslmode=verify-full&sslrootcert=${others.file}`)).toContain('self-signed')
    expect(await connect('sslmode=verify-full')).toContain('self-signed')
    expect(await connect(`sslmode=verify-full&sslrootcert=${ours.file}`, '127.0.0.1')).toContain(
      "does not match certificate's altnames",
    )
  })

  it('with `require` is encrypted, and never falls back to plain text', async () => {
    expect(await connect('sslmode=require')).toBe('reached by TLS')
    offersTls = false
    try {
      expect(await connect('sslmode=require')).toContain('does not support SSL')
    } finally {
      offersTls = true
    }
  })

  it('is refused with a mode that would hide a plain connection', () => {
    expect(() => parseUrl('postgres://a:b@h/a?sslmode=prefer')).toThrow(
      'sslmode: expected require or verify-full, found prefer',
    )
  })

  it('is plain without a mode, as over a Unix socket', () => {
    expect(parseUrl('postgres://a:b@/a?host=/run/pg')).not.toHaveProperty('ssl')
  })
})
