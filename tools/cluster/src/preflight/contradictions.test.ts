import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { describe, expect, it, onTestFinished } from 'vitest'
import { addresses, helm, titled, without } from '../../test/render.ts'
import type { Kubectl } from '../check/kubectl.ts'
import type { Profile } from '../profiles.ts'
import { helmAt } from '../releases/helm-client.ts'
import type { Release } from '../releases/release.ts'
import { valuesFiles } from '../releases/values.ts'
import { contradictions } from './contradictions.ts'

/** An API server without KEDA's kinds. */
const withoutKeda: Kubectl = async (args) => {
  expect(args).toEqual(['get', '--raw=/apis/keda.sh/v1alpha1'])
  throw new CannotRun('Error from server (NotFound): the server could not find the resource')
}

/** The faults where the releases come; `site` is the text of `<release>.yaml`, by release. */
function faultsOf(
  coming: readonly string[],
  site: Readonly<Record<string, string>>,
  profile: Profile = 'small',
  kubectl: Kubectl = withoutKeda,
) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-contradictions-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [release, text] of Object.entries(site))
    writeFileSync(join(folder, `${release}.yaml`), text)
  const valuesOf = (release: Release) => [
    ...(release.name === 'stoa' ? [addresses] : []),
    ...valuesFiles(release, { profile, folder, derivedFolder: folder }),
  ]
  const target = { context: 'here', valuesOf }
  return contradictions(coming, { helm: helmAt(helm), kubectl, target, profile })
}

const connections = (allowed: number) =>
  `cluster: { postgresql: { parameters: { max_connections: "${allowed}" } } }`
const tooFew = expect.stringMatching(
  /the services may need \d+ connections, and Postgres takes 40;/,
)

describe.skipIf(without)(titled('the connections to Postgres are counted'), () => {
  it.each([[['stoa']], [['postgres']], [['postgres', 'stoa']]])('where %j come', async (coming) => {
    expect(await faultsOf(coming, { postgres: connections(40) })).toEqual([tooFew])
    expect(await faultsOf(coming, { postgres: connections(400) })).toEqual([])
  })

  it('only where one of both comes', async () => {
    expect(await faultsOf(['nats'], { postgres: connections(40) })).toEqual([])
  })

  it('only once the values of the services are complete', async () => {
    const site = { postgres: connections(40), stoa: 'edge: { hosts: shop.example }' }
    expect(await faultsOf(['postgres'], site)).toEqual([])
    await expect(faultsOf(['stoa'], site)).rejects.toThrow("at '/edge/hosts'")
  })
})

describe.skipIf(without)(
  titled('KEDA scales services only where the profile or the cluster has it'),
  () => {
    const autoscaling = 'autoscaling: { enabled: true'
    const all = `workload: { ${autoscaling} } }`
    const orders = `services: { orders: { workload: { ${autoscaling} } } } }`

    it.each([
      [all, /^the value workload.autoscaling.keda: KEDA scales .*orders, .* small brings none/],
      [orders, /KEDA scales orders, .* small brings none.*; .*keda: false.*production/],
    ])('%s is refused in small', async (stoa, said) => {
      const site = { stoa, postgres: connections(900) }
      expect(await faultsOf(['stoa'], site)).toEqual([expect.stringMatching(said)])
      expect(await faultsOf(['postgres'], site)).toEqual([])
    })

    it('and accepted where the API server has the kinds of another KEDA', async () => {
      const site = { stoa: all, postgres: connections(900) }
      expect(await faultsOf(['stoa'], site, 'small', async () => '{}')).toEqual([])
    })

    it('and CPU wherever it does not', async () => {
      const stoa = `workload: { ${autoscaling}, keda: false } }`
      expect(await faultsOf(['stoa'], { stoa, postgres: connections(900) })).toEqual([])
      expect(await faultsOf(['stoa'], {}, 'production')).toEqual([])
    })
  },
)
