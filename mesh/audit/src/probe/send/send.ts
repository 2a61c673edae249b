import { setTimeout } from 'node:timers/promises'
import type { Answer, Probe } from '../probe.ts'
import { openHttpSender, type Target } from './http.ts'
import { askTcp } from './tcp.ts'
import type { Tokens } from './tokens.ts'
import type { Wardrobe } from './wardrobe.ts'

export interface Sending {
  readonly targetOf: (probe: Probe) => Target | undefined
  readonly wardrobe: Wardrobe
  readonly tokens: Tokens | undefined
  /** For one answer. */
  readonly answerWithinMs: number
  /** For all of them; what is left then is not sent. */
  readonly withinMs: number
  readonly onProgress: (done: number, all: number) => void
}

export interface Sent {
  readonly probe: Probe
  /** Absent: it was not sent. */
  readonly got: Answer | undefined
}

const atOnce = 16
const tooMany: Answer = '429'
const pauseMs = 1_000

/** Sends the probes of a plan, some at once, and tells what came of each. */
export async function sendAll(
  probes: readonly Probe[],
  sending: Sending,
): Promise<readonly Sent[]> {
  const { targetOf, wardrobe, tokens, answerWithinMs, withinMs, onProgress } = sending
  const http = openHttpSender(wardrobe, answerWithinMs)
  const end = performance.now() + withinMs
  const sent = probes.map((probe): { probe: Probe; got: Answer | undefined } => ({
    probe,
    got: undefined,
  }))
  const waiting = sent.values()
  let done = 0
  const one = async (probe: Probe): Promise<Answer | undefined> => {
    const target = targetOf(probe)
    if (target === undefined) return undefined
    if (probe.request === undefined) return askTcp(target, probe.wear, wardrobe, answerWithinMs)
    if (probe.token === undefined) return http.ask(target, probe)
    const token = tokens?.[probe.token]
    return token === undefined ? undefined : http.ask(target, probe, `Bearer ${token}`)
  }
  let openAt = 0
  /** A proxy that counts requests is asked again by and by: how many it takes is no answer to who may ask. */
  const patiently = async (probe: Probe): Promise<Answer | undefined> => {
    for (;;) {
      while (performance.now() < openAt) await setTimeout(openAt - performance.now())
      const got = await one(probe)
      if (got !== tooMany || performance.now() > end) return got
      openAt = Math.max(openAt, performance.now() + pauseMs)
    }
  }
  const work = async () => {
    for (const row of waiting) {
      if (performance.now() > end) return
      row.got = await patiently(row.probe)
      done += 1
      onProgress(done, sent.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  http.stop()
  return sent
}
