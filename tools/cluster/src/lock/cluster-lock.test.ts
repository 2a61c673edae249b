import { CannotRun } from '@stoa/topology'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Kubectl } from '../check/kubectl.ts'
import { type ClusterLock, takeLock } from './cluster-lock.ts'
import { leaseOf } from './lease.ts'

interface Written {
  readonly metadata: { readonly resourceVersion?: string }
}

/** An API server that keeps one Lease. */
function openServer() {
  let version = 0
  let text = ''
  let answers = true
  let losesAnswer = false
  const kubectl: Kubectl = async ([verb], input = '') => {
    if (!answers) throw new CannotRun('Unable to connect to the server')
    if (verb === 'get') return text
    const given: Written = JSON.parse(input)
    if (verb === 'create' && text !== '')
      throw new CannotRun('Error from server (AlreadyExists): …')
    if (verb === 'replace' && given.metadata.resourceVersion !== String(version))
      throw new CannotRun('Error from server (Conflict): …')
    version += 1
    const metadata = { ...given.metadata, resourceVersion: String(version) }
    text = JSON.stringify({ ...given, metadata })
    if (losesAnswer) {
      losesAnswer = false
      throw new CannotRun('Client.Timeout exceeded while awaiting headers')
    }
    return text
  }
  return {
    kubectl,
    lease: () => leaseOf(text),
    isCutOff: (isIt: boolean) => {
      answers = !isIt
    },
    loseNextAnswer: () => {
      losesAnswer = true
    },
  }
}

const held: ClusterLock[] = []
const waits: string[] = []
async function take(kubectl: Kubectl, holder: string, ended?: string): Promise<ClusterLock> {
  const lock = await takeLock(kubectl, {
    ...{ holder, onWait: (text) => waits.push(text) },
    hasEnded: (one) => one === ended,
  })
  held.push(lock)
  return lock
}

beforeEach(() => {
  vi.useFakeTimers()
  waits.length = 0
})
afterEach(async () => {
  for (const lock of held.splice(0)) await lock.release({})
  vi.useRealTimers()
})

it('is held by one command at a time, and free once that has ended', async () => {
  const { kubectl } = openServer()
  const first = await take(kubectl, 'ada')
  await first.workOn({ release: 'commerce/stoa', profile: 'small' })
  await expect(take(kubectl, 'bob')).rejects.toThrow(/^ada has changed .* on commerce\/stoa: wait/)
  await first.release({ profile: 'small' })
  expect((await take(kubectl, 'bob')).before).toMatchObject({ profile: 'small' })
})

it('is renewed while the command works, however long that is', async () => {
  const { kubectl } = openServer()
  const { lost } = await take(kubectl, 'ada')
  await vi.advanceTimersByTimeAsync(3_600_000)
  await expect(take(kubectl, 'bob')).rejects.toThrow('ada')
  expect(lost.aborted).toBe(false)
})

it('is not called at work after a command that is known to be dead, but valid until a moment', async () => {
  const server = openServer()
  const dead = await take(server.kubectl, 'ada')
  await dead.workOn({ release: 'commerce/stoa' })
  const until = new Date(Date.now() + 30_000).toISOString()
  const end = `run the same command again after ${until}, when its lock can be taken over`
  await expect(take(server.kubectl, 'bob', 'ada')).rejects.toThrow(
    `ada died while it changed this cluster, on commerce/stoa: ${end}`,
  )
  await expect(take(server.kubectl, 'bob', 'cid')).rejects.toThrow(
    new RegExp(`^ada has changed .* then run the same command again; if it was killed, ${end}$`),
  )
})

it('is taken over from a command that died, with what it was changing', async () => {
  const server = openServer()
  const dead = await take(server.kubectl, 'ada')
  await dead.workOn({ release: 'commerce/stoa' })
  server.isCutOff(true)
  await vi.advanceTimersByTimeAsync(60_000)
  server.isCutOff(false)
  const taking = take(server.kubectl, 'bob')
  await vi.advanceTimersByTimeAsync(30_000)
  expect((await taking).before).toMatchObject({ holder: 'ada', release: 'commerce/stoa' })
  expect(waits).toEqual(['ada does not renew its lock; taking it over in 30 s'])
  expect(dead.lost.aborted).toBe(true)
})

it('is not taken over from a command whose clock is behind', async () => {
  const { kubectl } = openServer()
  await take(kubectl, 'ada')
  vi.setSystemTime(Date.now() + 3_600_000)
  const taking = expect(take(kubectl, 'bob')).rejects.toThrow('ada has changed')
  await vi.advanceTimersByTimeAsync(30_000)
  await taking
})

it('is taken over by one of two that try at the same moment', async () => {
  const server = openServer()
  await take(server.kubectl, 'ada')
  server.isCutOff(true)
  await vi.advanceTimersByTimeAsync(60_000)
  server.isCutOff(false)
  const both = Promise.allSettled([take(server.kubectl, 'bob'), take(server.kubectl, 'cid')])
  await vi.advanceTimersByTimeAsync(30_000)
  expect((await both).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('is lost where another command has taken it, and nothing more may be changed', async () => {
  const server = openServer()
  const lock = await take(server.kubectl, 'ada')
  const object = JSON.parse(await server.kubectl(['get']))
  const spec = { ...object.spec, holderIdentity: 'bob' }
  await server.kubectl(['replace'], JSON.stringify({ ...object, spec }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(lock.lost.aborted).toBe(true)
  await expect(lock.workOn({ release: 'commerce/nats' })).rejects.toThrow('was lost')
})

it('is kept where the answer to a renewal is lost', async () => {
  const server = openServer()
  const lock = await take(server.kubectl, 'ada')
  server.loseNextAnswer()
  await vi.advanceTimersByTimeAsync(20_000)
  await lock.workOn({ release: 'commerce/nats' })
  expect(lock.lost.aborted).toBe(false)
})

it('says of a command that died at work that it may have begun something until its Lease ended', async () => {
  const server = openServer()
  const dead = await take(server.kubectl, 'ada')
  await dead.workOn({ release: 'commerce/stoa' })
  const diedAt = Date.now()
  server.isCutOff(true)
  await vi.advanceTimersByTimeAsync(60_000)
  server.isCutOff(false)
  const taking = take(server.kubectl, 'bob')
  await vi.advanceTimersByTimeAsync(30_000)
  const { before } = await taking
  expect(Date.parse(before?.workedUntil ?? '')).toBe(diedAt + 30_000)
})
