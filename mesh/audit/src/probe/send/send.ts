import { setTimeout } from 'node:timers/promises'
import type { Answer, Probe } from '../probe.ts'
import type { ClientCertificates } from './client-certificates.ts'
import { type Address, openHttpSender } from './http.ts'
import { sendTcp } from './tcp.ts'
import type { Tokens } from './tokens.ts'

export interface SendOptions {
  readonly addressOf: (probe: Probe) => Address | undefined
  readonly certificates: ClientCertificates
  readonly tokens: Tokens | undefined
  /** Time limit for one answer. */
  readonly answerTimeoutMs: number
  /** Time limit for all probes; those left when it expires are not sent. */
  readonly timeLimitMs: number
  readonly onProgress: (done: number, all: number) => void
}

export interface ProbeOutcome {
  readonly probe: Probe
  /** Undefined when the probe was not sent. */
  readonly got: Answer | undefined
}

const concurrency = 16
const rateLimited: Answer = '429'
const pauseMs = 1_000

/** Sends the probes with limited concurrency and returns the outcome of each. */
export async function sendAll(
  probes: readonly Probe[],
  options: SendOptions,
): Promise<readonly ProbeOutcome[]> {
  const { addressOf, certificates, tokens, answerTimeoutMs, timeLimitMs, onProgress } = options
  const http = openHttpSender(certificates, answerTimeoutMs)
  const endMs = performance.now() + timeLimitMs
  const outcomes = probes.map((probe): { probe: Probe; got: Answer | undefined } => ({
    probe,
    got: undefined,
  }))
  const queue = outcomes.values()
  let done = 0
  const sendOne = async (probe: Probe): Promise<Answer | undefined> => {
    const address = addressOf(probe)
    if (address === undefined) return undefined
    if (probe.request === undefined)
      return sendTcp(address, probe.credentials, certificates, answerTimeoutMs)
    if (probe.token === undefined) return http.send(address, probe)
    const token = tokens?.[probe.token]
    return token === undefined ? undefined : http.send(address, probe, `Bearer ${token}`)
  }
  let resumeAtMs = 0
  /** Repeats a rate-limited probe after a pause, because a rate limit says nothing about the policies. */
  const sendUntilAccepted = async (probe: Probe): Promise<Answer | undefined> => {
    for (;;) {
      while (performance.now() < resumeAtMs) await setTimeout(resumeAtMs - performance.now())
      const got = await sendOne(probe)
      if (got !== rateLimited || performance.now() > endMs) return got
      resumeAtMs = Math.max(resumeAtMs, performance.now() + pauseMs)
    }
  }
  const worker = async () => {
    for (const outcome of queue) {
      if (performance.now() > endMs) return
      outcome.got = await sendUntilAccepted(outcome.probe)
      done += 1
      onProgress(done, outcomes.length)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  http.stop()
  return outcomes
}
