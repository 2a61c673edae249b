import type { Bulletin, Question } from './bulletin.ts'

export interface Acknowledged {
  /** An Envoy asks, and says what it has: it has taken that. */
  readonly asked: (question: Question, knows: string) => void
  /** It asks no more. */
  readonly gone: (question: Question) => void
  /** True once every Envoy that asks has what was posted; false when some have not within the time. */
  readonly settled: (withinMs: number) => Promise<boolean>
}

/** Which Envoys have taken what they were told: each says so with its next question. */
export function acknowledged(bulletin: Bulletin): Acknowledged {
  const last = new Map<string, { readonly question: Question; readonly knows: string }>()
  const waiting = new Set<() => void>()
  const keyOf = ({ node, type, names }: Question) => [node, type, ...names].join(' ')
  const isCurrent = () =>
    [...last.values()].every(({ question, knows }) => {
      const news = bulletin.read(question)
      return news === undefined || String(news.version) === knows
    })
  const look = () => {
    if (waiting.size > 0 && isCurrent()) for (const tell of waiting) tell()
  }
  return {
    asked(question, knows) {
      last.set(keyOf(question), { question, knows })
      look()
    },
    gone(question) {
      if (last.get(keyOf(question))?.question === question) last.delete(keyOf(question))
      look()
    },
    settled(withinMs) {
      if (isCurrent()) return Promise.resolve(true)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const tell = () => resolve(true)
      const timer = setTimeout(() => resolve(false), withinMs)
      waiting.add(tell)
      return promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(tell)
      })
    },
  }
}
