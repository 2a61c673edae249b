import type { HttpRequest, Token, Verdict } from '@stoa/mesh/policy'
import { throughEdge } from '../../operations/through-edge.ts'
import { ask, type Door } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import type { Answer, Probe, TokenKind, Wear } from '../probe.ts'

export type Draft = Omit<Probe, 'expected' | 'by'>

/** What the policies of a world answer to a probe, and which of them; undefined where it has no such door. */
export function expectedOf(world: World, draft: Draft): Pick<Probe, 'expected' | 'by'> | undefined {
  const door = world.doors.find(
    ({ workload, port }) => keyOf(workload) === draft.target && port.number === draft.port,
  )
  if (door === undefined) return undefined
  return door.workload.kind === 'gateway'
    ? expectedOutside(world, door, draft)
    : expectedAt(world, door, draft)
}

export function expectedAt(
  world: World,
  door: Door,
  { wear, request }: Draft,
): Pick<Probe, 'expected' | 'by'> {
  const verdict = world.judge(door, ask(door, principalOf(wear), request))
  const by = placeOf(door, verdict)
  return failsHandshake(wear) ? { expected: 'closed', by } : { expected: answerOf(verdict), by }
}

export function expectedOutside(
  world: World,
  door: Door,
  { request, token }: Draft,
): Pick<Probe, 'expected' | 'by'> {
  const tokens = token === undefined ? [] : [tokenOf(world, token)]
  const plain = { method: 'GET', path: '/', host: '', headers: {} }
  const asked: HttpRequest = { ...plain, ...request, tokens }
  const { atEdge, behind } = throughEdge(world, door, asked)
  if (atEdge.decision === 'deny') return { expected: answerOf(atEdge), by: placeOf(door, atEdge) }
  return behind === undefined
    ? { expected: '404', by: placeOf(door, atEdge) }
    : { expected: answerOf(behind.verdict), by: placeOf(behind.door, behind.verdict) }
}

const answerOf = ({ closed, decision, status }: Verdict): Answer => {
  if (closed) return 'closed'
  return decision === 'allow' ? 'application' : `${status ?? 403}`
}

function placeOf({ workload }: Door, { by, misses }: Verdict): Probe['by'] {
  const { file, line } = by ?? misses.at(-1) ?? workload.at
  return { file, line }
}

const principalOf = (wear: Wear): string | null =>
  wear.kind === 'certificate' ? (wear.principal ?? null) : null

/** Whatever the policies say: no sidecar takes it for anybody. */
const failsHandshake = (wear: Wear): boolean =>
  wear.kind === 'tls' ||
  (wear.kind === 'certificate' && (wear.principal === undefined || wear.fault !== undefined))

/** The token as the evaluator sees it; what is really sent is made by its kind as well. */
function tokenOf({ mesh }: World, kind: TokenKind): Token {
  const rule = mesh.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])[0]
  const claims = { iss: rule?.issuer, aud: rule?.audiences?.[0], sub: 'probe' }
  const at = { header: 'authorization', prefix: 'Bearer ' }
  switch (kind) {
    case 'valid':
      return { claims, valid: true, at }
    case 'expired':
      return { claims, valid: false, fault: 'expired', at }
    case "signed with another's key":
      return { claims, valid: false, fault: 'signature', at }
    case "another issuer's":
      return { claims: { ...claims, iss: 'https://elsewhere.test' }, valid: true, at }
    case "for another's audience":
      return { claims: { ...claims, aud: 'elsewhere' }, valid: true, at }
    case 'malformed':
      return { claims, valid: true, at: { ...at, prefix: 'Bearer probe' } }
  }
}
