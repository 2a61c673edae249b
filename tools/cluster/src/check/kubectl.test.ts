import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { expect, it, onTestFinished, vi } from 'vitest'
import { fakeKubectl } from '../../test/fake-kubectl.ts'
import { forward, kubectlOf } from './kubectl.ts'

const edge = () => forward('laptop', 'istio-ingress', 'istio-ingressgateway', 443)

it('kubectl is called in the named context', async () => {
  fakeKubectl('echo "$*"')
  expect(await kubectlOf('laptop')(['get', 'pods'])).toBe('--context=laptop get pods\n')
})

it('kubectl reads what it is given', async () => {
  fakeKubectl('cat')
  expect(await kubectlOf('laptop')(['exec', '--stdin'], 'select 1')).toBe('select 1')
})

it('what kubectl complains about is said', async () => {
  fakeKubectl('echo "Error from server (NotFound): no pods" >&2; exit 1')
  const call = kubectlOf('laptop')(['get', 'pods'])
  await expect(call).rejects.toThrow('kubectl get pods: Error from server (NotFound): no pods')
  await expect(call).rejects.toBeInstanceOf(CannotRun)
})

it('and no line of its own log', async () => {
  fakeKubectl(`echo 'E1128 18:39:07.739987   25486 memcache.go:265] "Unhandled"' >&2
    echo 'Unable to connect to the server' >&2; exit 1`)
  await expect(kubectlOf('laptop')(['get'])).rejects.toThrow(
    /^the cluster cannot be asked: kubectl get: Unable to connect to the server\ncheck/,
  )
})

it.each([
  'error: EOF',
  'Unable to connect to the server: net/http: TLS handshake timeout',
  'The connection to the server 127.0.0.1:9 was refused - did you specify the right host or port?',
  'error: You must be logged in to the server (Unauthorized)',
  'Error from server (Forbidden): secrets is forbidden: User "bob" cannot list resource "secrets"',
])(
  'what to do is said where the API server does not answer or lets nobody in: %s',
  async (said) => {
    fakeKubectl(`echo '${said}' >&2; exit 1`)
    for (const call of [() => kubectlOf('laptop')(['get', 'secrets']), edge])
      await expect(call()).rejects.toMatchObject({
        name: 'CannotRun',
        message: expect.stringMatching(
          /^the cluster cannot be asked: kubectl (get|port-forward) .*\ncheck that its API server runs/,
        ),
      })
  },
)

it('a machine without kubectl is told what is needed', async () => {
  vi.stubEnv('PATH', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const message = 'kubectl is needed, and there is none on PATH'
  await expect(kubectlOf('laptop')(['get'])).rejects.toThrow(message)
  await expect(edge()).rejects.toThrow(message)
})

it('a port of loopback leads to a Service until it is closed', async () => {
  fakeKubectl('echo "Forwarding from 127.0.0.1:34567 -> 443"; exec sleep 600')
  const { hostname, port, close } = await edge()
  expect([hostname, port]).toEqual(['127.0.0.1', 34567])
  close()
})

it('a port that is open until its end is no complaint', async () => {
  fakeKubectl('echo "Forwarding from 127.0.0.1:34567 -> 443"; exec sleep 600')
  expect(await (await edge()).end()).toBeUndefined()
})

it('a forwarded port that closes by itself is told with the complaint', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-lost-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  fakeKubectl(`echo $$ > ${folder}/pid; echo "Forwarding from 127.0.0.1:34567 -> 443"
    echo "error: lost connection to pod" >&2; exit 1`)
  const { end } = await edge()
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))
  expect((await end())?.message).toMatch(/port-forward .*: error: lost connection to pod$/)
})

it('a Service that cannot be reached is named with the complaint', async () => {
  fakeKubectl('echo "error: services \\"istio-ingressgateway\\" not found" >&2; exit 1')
  await expect(edge()).rejects.toThrow(
    /port-forward .*service\/istio-ingressgateway :443: error: services .* not found/,
  )
})
