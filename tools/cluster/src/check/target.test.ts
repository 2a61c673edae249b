import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { fakeKubectl } from '../../test/fake-kubectl.ts'
import { writeTrial } from '../trial/trial.ts'
import { kubectlOf } from './kubectl.ts'
import { openTarget, urlOf } from './target.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-target-'))
const site = join(folder, 'site')
let certificate: { readonly cert: string; readonly key: string }
beforeAll(async () => {
  const objects = (await writeTrial(site, readTopology().services)) as {
    metadata: { name: string }
    stringData?: Record<string, string>
  }[]
  const found = objects.find(({ metadata }) => metadata.name === 'edge-serving')?.stringData
  certificate = { cert: found?.['tls.crt'] ?? '', key: found?.['tls.key'] ?? '' }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** An edge with the certificate of the site, which answers with the host that it was asked for; its port. */
async function startEdge(): Promise<number> {
  const server = createServer(certificate, ({ headers }, response) => {
    response.end(`${headers.host} ${headers.authorization?.slice(0, 9) ?? 'nobody'}`)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const secretOf = (pem: string) =>
  JSON.stringify({ data: { 'tls.crt': Buffer.from(pem).toString('base64') } })
const gateway = '{"spec":{"servers":[{"hosts":["shop.example"]}]}}'

/** A cluster whose edge is that of `startEdge`. */
async function fakeCluster(pem = certificate.cert) {
  const port = await startEdge()
  fakeKubectl(`case "$*" in
*port-forward*) echo "Forwarding from 127.0.0.1:${port} -> 443"; exec sleep 600 ;;
*gateways*) echo '${gateway}' ;;
*edge-serving*) echo '${secretOf(pem)}' ;;
esac`)
}

const options = { gateway: undefined, context: 'laptop', site: undefined, ca: undefined }
const read = { method: 'GET', path: '/' } as const

it('the edge of a cluster is reached by its own host, and trusted by its own certificate', async () => {
  await fakeCluster()
  const { url, edge, close } = await openTarget(options, kubectlOf('laptop'))
  expect(url).toBe('https://shop.example')
  expect((await edge.request(read)).text).toBe('shop.example nobody')
  await close()
})

it('an edge with another certificate than that of the cluster is not trusted', async () => {
  const other = join(folder, 'other')
  await writeTrial(other, readTopology().services)
  await fakeCluster()
  const ca = join(other, 'ca.pem')
  const { edge, close } = await openTarget({ ...options, ca }, kubectlOf('laptop'))
  await expect(edge.request(read)).rejects.toThrow('no response from https://shop.example')
  await close()
})

it("a site's folder says the host, the authority, and signs tokens", async () => {
  const port = await startEdge()
  fakeKubectl(`echo "Forwarding from 127.0.0.1:${port} -> 443"; exec sleep 600`)
  const { edge, close } = await openTarget({ ...options, site }, kubectlOf('laptop'))
  const token = await edge.token('c-1', 'customer')
  expect((await edge.request({ ...read, token })).text).toBe('shop.example Bearer ey')
  await close()
})

it('an address is reached without a cluster', async () => {
  const address = `https://localhost:${await startEdge()}`
  const ca = join(folder, 'pinned.pem')
  writeFileSync(ca, certificate.cert)
  const { edge, url, close } = await openTarget({ ...options, gateway: address, ca }, undefined)
  expect(url).toBe(address)
  await expect(edge.request(read)).rejects.toThrow(/does not match certificate|localhost/)
  await close()
})

it.each(['null', 'http://localhost:8443', 'localhost:8443'])('%s is no address', (text) => {
  expect(() => urlOf(text)).toThrow('expected a URL such as https://localhost:8443')
})

it('a file of certificates that is not there is named', async () => {
  const given = { ...options, gateway: 'https://localhost:1', ca: '/nowhere.pem' }
  await expect(openTarget(given, undefined)).rejects.toThrow('--ca: there is no file /nowhere.pem')
})
