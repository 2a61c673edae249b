import { z } from 'zod'

export const targets = ['stripe', 'paypal', 'fedex', 'ups'] as const
export const target = z.enum(targets)
export type Target = (typeof targets)[number]

export const operations = [
  'authorise',
  'capture',
  'void',
  'renew',
  'refund',
  'ship',
  'rate',
  'read',
] as const
export type Operation = (typeof operations)[number]

export const kinds = [
  'decline',
  'timeout',
  'error5xx',
  'slow_webhook',
  'duplicate_webhook',
  'duplicate_tracking',
  'down',
] as const
export type Kind = (typeof kinds)[number]

/** `next` hits that many calls, `share` hits each call with that probability; without either, all calls are hit. */
export const faultRule = z.strictObject({
  kind: z.enum(kinds),
  share: z.number().min(0).max(1).optional(),
  next: z.int().min(1).max(1_000_000).optional(),
  /** timeout: the answer is this late instead of missing. slow_webhook: the webhook is this late. */
  delayMs: z.int().min(1).max(600_000).optional(),
  operations: z.array(z.enum(operations)).min(1).optional(),
  /** error5xx: the request is carried out all the same. */
  made: z.boolean().optional(),
  /** decline: the reason, as the provider's own code. */
  code: z.string().min(1).max(80).optional(),
  seed: z.int().default(1),
})
export type FaultRule = z.infer<typeof faultRule>
export type FaultInput = z.input<typeof faultRule>

/** The operations that each kind hits when its rule names none. */
const defaultOperations: Readonly<Record<Kind, readonly Operation[]>> = {
  decline: ['authorise', 'ship'],
  timeout: ['authorise', 'capture', 'void', 'renew', 'refund', 'ship'],
  error5xx: ['authorise', 'capture', 'void', 'renew', 'refund', 'ship'],
  slow_webhook: operations,
  duplicate_webhook: operations,
  duplicate_tracking: operations,
  down: operations,
}

/** Pseudo-random numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Armed {
  readonly rule: FaultRule
  readonly chance: () => number
  left: number
  hits: number
}

export interface FaultRegistry {
  /** The rule of this kind that hits this call, if any; a hit counts. */
  hit(target: Target, kind: Kind, operation: Operation): FaultRule | undefined
  put(target: Target, rules: readonly FaultRule[]): void
  clear(target?: Target): void
  list(): { target: Target; rule: FaultRule; hits: number; left?: number }[]
}

export function createFaultRegistry(): FaultRegistry {
  const registry = new Map<Target, Armed[]>()

  return {
    hit(at, kind, operation) {
      const armed = registry.get(at)?.find(({ rule }) => rule.kind === kind)
      if (!armed || armed.left === 0) return undefined
      const { rule } = armed
      if (!(rule.operations ?? defaultOperations[kind]).includes(operation)) return undefined
      if (rule.share !== undefined && armed.chance() >= rule.share) return undefined
      armed.left -= 1
      armed.hits += 1
      return rule
    },
    put(at, rules) {
      registry.set(
        at,
        rules.map((rule) => ({
          rule,
          chance: seeded(rule.seed),
          left: rule.next ?? Number.POSITIVE_INFINITY,
          hits: 0,
        })),
      )
    },
    clear(at) {
      if (at) registry.delete(at)
      else registry.clear()
    },
    list: () =>
      [...registry].flatMap(([at, all]) =>
        all.map(({ rule, hits, left }) => ({
          target: at,
          rule,
          hits,
          ...(Number.isFinite(left) && { left }),
        })),
      ),
  }
}
