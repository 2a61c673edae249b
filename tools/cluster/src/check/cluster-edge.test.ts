import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ordersCommand } from '@stoa/load'
import { CannotRun } from '@stoa/topology'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { fakeKubeconfig, fakeKubectl } from '../../test/fake-kubectl.ts'
import { type Certificate, startEdge, writeTrialSite } from '../../test/trial-edge.ts'
import { authorityFile } from '../trial/trial.ts'
import { openClusterEdge } from './cluster-edge.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-cluster-edge-'))
const site = join(folder, 'site')
const tokenFile = join(folder, 'token')
const ca = authorityFile(site)
let certificate: Certificate
beforeAll(async () => {
  certificate = await writeTrialSite(site)
  writeFileSync(tokenFile, 'of-olga')
})
afterAll(() => rmSync(folder, { recursive: true }))

const gateway = '{"spec":{"servers":[{"hosts":["shop.example"]}]}}'
const found = `case "$*" in
  "--context=prod get --namespace=istio-ingress gateways.networking.istio.io edge --output=json")
    echo '${gateway}'; exit ;;
  "--context=prod port-forward --namespace=istio-ingress service/istio-ingressgateway :443") ;;
  *) echo "found $*" >&2; exit 1 ;;
esac`

async function stuck(...options: string[]) {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const args = ['stuck', '--json', '--context', 'prod', '--token-file', tokenFile, ...options]
    const status = await ordersCommand(openClusterEdge).run(args)
    return { status, printed: print.mock.calls.join('') }
  } finally {
    print.mockRestore()
  }
}

const echo: RequestListener = ({ headers }, response) =>
  response.end(JSON.stringify({ host: headers.host, token: headers.authorization, orders: [] }))

/** A cluster `prod`, its edge, and what becomes of the forwarded port. */
async function fakeCluster(answer = echo, until = 'exec sleep 600'): Promise<void> {
  const port = await startEdge(certificate, answer)
  fakeKubectl(`${found}\necho "Forwarding from 127.0.0.1:${port} -> 443"; ${until}`)
  fakeKubeconfig('prod')
}

it('staff reach the edge of a cluster under its own host, with a token of their own', async () => {
  await fakeCluster()
  const { status, printed } = await stuck('--ca', ca)
  expect(status).toBe(0)
  expect(JSON.parse(printed)).toEqual({
    ...{ host: 'shop.example', token: 'Bearer of-olga', orders: [] },
  })
})

it('an edge whose authority is neither public nor named is sent nothing', async () => {
  await fakeCluster()
  await expect(stuck()).rejects.toThrow(/does not trust the certificate.*with --ca/)
  await expect(stuck()).rejects.toBeInstanceOf(CannotRun)
})

it('a forwarded port that closes by itself is the reason given', async () => {
  const [pid, asked] = [join(folder, 'pid'), join(folder, 'asked')]
  const isGone = () => {
    expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow('ESRCH')
  }
  await fakeCluster(
    async ({ socket }) => {
      writeFileSync(asked, '')
      await vi.waitFor(isGone)
      socket.destroy()
    },
    `echo $$ > ${pid}; until test -e ${asked}; do sleep 0.01; done
      echo "error: lost connection to pod" >&2; exit 1`,
  )
  await expect(stuck('--ca', ca)).rejects.toThrow(/port-forward .*: error: lost connection to pod/)
})

it('a context that is none is named with those that there are', async () => {
  await fakeCluster()
  fakeKubeconfig('test')
  await expect(stuck('--ca', ca)).rejects.toThrow(
    'there is no context prod; the kubeconfig has test',
  )
})

it('a machine without kubectl is told what is needed', async () => {
  await fakeCluster()
  vi.stubEnv('PATH', '')
  await expect(stuck('--ca', ca)).rejects.toThrow('kubectl is needed, and there is none on PATH')
})

it('a file of certificates that is not there is named', async () => {
  await fakeCluster()
  await expect(stuck('--ca', '/nowhere.pem')).rejects.toThrow('--ca: there is no file /nowhere.pem')
})
