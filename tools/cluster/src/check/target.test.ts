import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fakeKubectl } from '../../test/fake-kubectl.ts'
import { type Certificate, startEdge, writeTrialSite } from '../../test/trial-edge.ts'
import { kubectlOf } from './kubectl.ts'
import { openTarget, urlOf } from './target.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-target-'))
const site = join(folder, 'site')
let certificate: Certificate
beforeAll(async () => {
  certificate = await writeTrialSite(site)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** An edge with the certificate of the site, which answers with the host that it was asked for; its port. */
const startSiteEdge = () =>
  startEdge(certificate, ({ headers }, response) => {
    response.end(`${headers.host} ${headers.authorization?.slice(0, 9) ?? 'nobody'}`)
  })

const secretOf = (pem: string) =>
  JSON.stringify({ data: { 'tls.crt': Buffer.from(pem).toString('base64') } })
const gateway = '{"spec":{"servers":[{"hosts":["shop.example"]}]}}'

/** A cluster whose edge is that of `startSiteEdge`. */
async function fakeCluster(pem = certificate.cert) {
  const port = await startSiteEdge()
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
  await writeTrialSite(other)
  await fakeCluster()
  const ca = join(other, 'ca.pem')
  const { edge, close } = await openTarget({ ...options, ca }, kubectlOf('laptop'))
  await expect(edge.request(read)).rejects.toThrow('no response from https://shop.example')
  await close()
})

it("a site's folder says the host, the authority, and signs tokens", async () => {
  const port = await startSiteEdge()
  fakeKubectl(`echo "Forwarding from 127.0.0.1:${port} -> 443"; exec sleep 600`)
  const { edge, close } = await openTarget({ ...options, site }, kubectlOf('laptop'))
  const token = await edge.token('c-1', 'customer')
  expect((await edge.request({ ...read, token })).text).toBe('shop.example Bearer ey')
  await close()
})

it('an address is reached without a cluster', async () => {
  const address = `https://localhost:${await startSiteEdge()}`
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
