import { setTimeout as wait } from 'node:timers/promises'
import { pauseMs } from '../load/verdict.ts'
import { EdgeError } from './edge-error.ts'
import type { Answer, Ask } from './send.ts'

export type Role = 'customer' | 'trade' | 'sales' | 'operator'

interface Held {
  readonly token: Promise<string>
  readonly renewAt: number
}

const ttlSeconds = 3600
// The edge bounds how fast one address gets tokens; so often a client waits for its turn.
const mostRefusals = 60
const renewAfterMs = 45 * 60_000

/** Tokens of the development issuer, one for each subject and its roles. */
export function openTokens(ask: (ask: Ask) => Promise<Answer>) {
  const held = new Map<string, Held>()

  const fetchToken = async (sub: string, roles: readonly Role[]): Promise<string> => {
    const body = JSON.stringify({ sub, roles, ttlSeconds })
    let answer = await ask({ method: 'POST', path: '/oauth/token', body })
    for (let refused = 1; answer.status === 429 && refused <= mostRefusals; refused += 1) {
      await wait(pauseMs(refused))
      answer = await ask({ method: 'POST', path: '/oauth/token', body })
    }
    const { status, text } = answer
    if (status !== 200 && status !== 201)
      throw new EdgeError(`no token for ${sub}: ${status} ${text.slice(0, 200)}`, status)
    return String((JSON.parse(text) as { access_token: unknown }).access_token)
  }

  return (subject: string, ...roles: Role[]): Promise<string> => {
    const name = [subject, ...roles].join(' ')
    const known = held.get(name)
    if (known && known.renewAt > Date.now()) return known.token
    const token = fetchToken(subject, roles)
    held.set(name, { token, renewAt: Date.now() + renewAfterMs })
    token.catch(() => held.delete(name))
    return token
  }
}
