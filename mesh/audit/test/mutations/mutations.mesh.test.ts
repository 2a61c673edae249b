import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh/authority'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, startEcho } from '../../../engine/test/echo-app.ts'
import { type Fixture, startFixture } from '../../../engine/test/fixture.ts'
import { until } from '../../../engine/test/until.ts'
import { expectedAnswer } from '../../src/probe/plan/expect.ts'
import type { Answer, Probe } from '../../src/probe/probe.ts'
import {
  type ClientCertificates,
  issueClientCertificates,
} from '../../src/probe/send/client-certificates.ts'
import { openHttpSender } from '../../src/probe/send/http.ts'
import { type Base, mutatedContext } from './detection.ts'
import { mutationsOf } from './generate.ts'
import type { Mutation } from './mutation.ts'
import { openBase } from './run.ts'

const services = ['orders', 'gateway', 'catalog', 'sandbox']
const sampled = 45
const isOf = (service: string, { file }: Mutation) => file.endsWith(`services/${service}.yaml`)
const isOfAll = ({ file }: Mutation) => file.endsWith('base/mtls.yaml')

describe('mutated policies on real sidecars', () => {
  let mesh: Fixture
  let base: Base
  let certificates: ClientCertificates
  const apps: App[] = []

  beforeAll(async () => {
    mesh = await startFixture({ services })
    for (const name of services) apps.push(await startEcho(mesh.socket(name)))
    base = await openBase()
    const [own, foreign] = [mesh.authority, await openAuthority(join(mesh.dir, 'other'))]
    const allCredentials = base.plan.map(({ credentials }) => credentials)
    certificates = await issueClientCertificates(allCredentials, own, foreign)
  }, 60_000)

  afterAll(async () => {
    for (const app of apps) await app.stop()
    await mesh?.stop()
  })

  /** Uses a new connection, to which the current policies apply. */
  const send = async (probe: Probe): Promise<Answer> => {
    const { address: host, port } = mesh.workload(probe.target.split('/')[1] ?? '').inbound
    const http = openHttpSender(certificates, 5_000)
    const got = await http.send({ host, port }, probe)
    http.stop()
    return got
  }

  /** Asks seldom: each time is a handshake, which takes the processor from the change. */
  const untilAnswer = (probe: Probe, answer: Answer) =>
    until(async () => (await send(probe)) === answer, 15_000, 100)

  /** A probe of the plan whose answer the mutation changes, and its new answer. */
  function changedBy(mutation: Mutation): { probe: Probe; answer: Answer } | undefined {
    const mutated = mutatedContext(base, mutation)
    if (mutated === undefined) return undefined
    const targets = services
      .filter((name) => isOf(name, mutation) || isOfAll(mutation))
      .map((name) => `commerce/${name}`)
    for (const probe of base.plan) {
      if (!targets.includes(probe.target)) continue
      const answer = expectedAnswer(mutated, probe)?.expected
      if (answer !== undefined && answer !== probe.expected) return { probe, answer }
    }
    return undefined
  }

  test(`change the answer to a probe as the evaluator predicts (${sampled} mutations)`, async () => {
    const near = mutationsOf(base.files).filter(
      (mutation) => isOfAll(mutation) || services.some((name) => isOf(name, mutation)),
    )
    const step = Math.floor(near.length / (sampled * 2))
    const changing = near
      .values()
      .filter((_, index) => index % step === 0)
      .flatMap((mutation) => {
        const change = changedBy(mutation)
        return change ? [{ mutation, ...change }] : []
      })
      .take(sampled)
      .toArray()
    expect(changing.length).toBeGreaterThanOrEqual(40)
    for (const { mutation, probe, answer } of changing) {
      const path = join(
        mesh.policyDir,
        mutation.file.slice(mutation.file.indexOf('mesh/istio/') + 11),
      )
      const declared = await readFile(path, 'utf8')
      expect(await send(probe), `${mutation.name}, before`).toBe(probe.expected)
      await writeFile(path, mutation.text)
      await untilAnswer(probe, answer)
      await writeFile(path, declared)
      await untilAnswer(probe, probe.expected)
    }
  }, 180_000)
})
