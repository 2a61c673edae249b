import { expect, it } from 'vitest'
import { fakeKubeconfig, fakeKubectl } from '../../test/fake-kubectl.ts'
import { forwardPrometheus } from './prometheus.ts'

it('a port of loopback leads to the Prometheus of the named cluster', async () => {
  const expected =
    '--context=prod port-forward --namespace=observability service/monitoring-prometheus :9090'
  fakeKubectl(`test "$*" = "${expected}" || { echo "found $*" >&2; exit 1; }
    echo "Forwarding from 127.0.0.1:34567 -> 9090"; exec sleep 600`)
  fakeKubeconfig('prod')
  const { port, end } = await forwardPrometheus('prod')
  expect(port).toBe(34567)
  expect(await end()).toBeUndefined()
})

it('a context that is none is named with those that there are', async () => {
  fakeKubectl('exit 1')
  fakeKubeconfig('prod')
  await expect(forwardPrometheus('test')).rejects.toThrow(
    'there is no context test; the kubeconfig has prod',
  )
})
