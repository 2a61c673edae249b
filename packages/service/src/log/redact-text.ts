import { numbers } from './patterns/numbers.ts'
import { people } from './patterns/people.ts'
import { secrets } from './patterns/secrets.ts'

export { isCardNumber } from './patterns/numbers.ts'
export { redacted } from './patterns/pattern.ts'

const patterns = [...secrets, ...people, ...numbers]

const maxText = 2_000
/** Longer than any match that needs its own end to be recognised. */
const margin = 600

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

const replace = (text: string): string =>
  uuid.test(text)
    ? text
    : patterns.reduce(
        (left, { sign, pattern, by }) =>
          sign.test(left) ? left.replaceAll(pattern, by as string) : left,
        text,
      )

/**
 * The text without what looks like a secret or a person's data, and not too long. It is cut last: the part of a secret
 * that a cut leaves is no longer recognised.
 */
export function redactText(text: string, most = maxText): string {
  if (text.length <= most) return replace(text)
  const isWhole = text.length <= most + margin
  const left = replace(isWhole ? text : text.slice(0, most + margin))
  const kept = isWhole ? left : left.slice(0, -margin)
  return kept.length > most || !isWhole ? `${kept.slice(0, most)}…` : kept
}
