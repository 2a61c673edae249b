import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSloStatus } from '../src/slo/status.ts'
import { programsNamed } from './programs.ts'
import { startPrometheus, type Target } from './prometheus.ts'

const started = Date.now()
const seconds = () => (Date.now() - started) / 1_000

/** `catalog` answers 100 requests a second; from `brokenAt` on one in two fails. */
let brokenAt = Number.POSITIVE_INFINITY
const catalog = () => {
  const failed = Math.floor(Math.max(0, seconds() - brokenAt) * 50)
  const labels = (code: number) =>
    `{http_request_method="GET",http_route="/v1/products/:sku",http_response_status_code="${code}"}`
  const count = 'http_server_request_duration_seconds_count'
  const good = Math.floor(seconds() * 100) - failed
  return `${count}${labels(200)} ${good}\n${count}${labels(500)} ${failed}\n`
}
const targets: Target[] = readTopology().services.map(({ name }) => ({
  service: name,
  metrics: name === 'catalog' ? catalog : () => 'nothing 1\n',
}))

const [program] = programsNamed('prometheus')

describe('a real Prometheus with windows divided by 60', () => {
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>
  beforeAll(async () => {
    prometheus = await startPrometheus(program, targets)
  })
  afterAll(() => prometheus.stop())

  it('evaluates every rule, and only the dead man’s switch fires while all is well', async () => {
    const evaluated = async () => {
      const rules = await prometheus.rules()
      return rules.length > 100 && rules.every(({ health }) => health === 'ok')
    }
    await expect.poll(evaluated, { timeout: 20_000 }).toBe(true)
    const status = async () =>
      (await readSloStatus(prometheus.url)).find(({ slo }) => slo === 'catalog-availability')
    await expect
      .poll(status, { timeout: 20_000 })
      .toMatchObject({ reached: 1, budgetLeft: 1, burnRate: 0, owner: 'merchandising' })
    expect(await prometheus.firing('heartbeat')).toEqual(['DeadMansSwitch'])
    for (const severity of ['page', 'ticket']) expect(await prometheus.firing(severity)).toEqual([])
  })

  it('pages within seconds when requests fail', async () => {
    brokenAt = seconds()
    await expect
      .poll(() => prometheus.firing('page'), { timeout: 40_000 })
      .toEqual(['AvailabilityBurnFast'])
    const slo = (await readSloStatus(prometheus.url)).find(
      ({ slo }) => slo === 'catalog-availability',
    )
    expect(slo?.budgetLeft).toBeLessThan(0)
  })
})
