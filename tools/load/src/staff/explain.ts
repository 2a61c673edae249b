import { CannotRun } from '@stoa/topology'
import { EdgeError } from '../edge/edge-error.ts'

export interface Attempt {
  /** Each of them may do what was asked for. */
  readonly roles: readonly string[]
  /** Why the forwarded port closed by itself, if it did. */
  readonly lost: Error | undefined
}

/** What OpenSSL says of a certificate whose authority is not trusted. */
const untrusted = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/

/** What failed at the edge of a cluster, and what to do about it. */
export function explain(error: unknown, { roles, lost }: Attempt): unknown {
  if (!(error instanceof EdgeError)) return error
  if (error.status === 401)
    return advise(
      'the edge refused the token: it has expired, or its issuer or audience is not the one that this cluster accepts. Get a new token.',
      error,
    )
  if (error.status === 403)
    return advise(
      `the token does not allow this. Get a token with the role ${roles.join(' or ')}.`,
      error,
    )
  if (error.status !== undefined) return error
  if (lost) return lost
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? ''
  if (untrusted.test(code))
    return advise(
      'this machine does not trust the certificate of the edge. Name the file of its authority with --ca.',
      error,
    )
  return error
}

const advise = (advice: string, error: EdgeError) =>
  new CannotRun(`${advice}\n${error.message}`, { cause: error })
