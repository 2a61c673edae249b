import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'
import type { Ask } from './send.ts'

/** The parsed answer of a 2xx; throws EdgeError with what the problem says otherwise. */
export async function askJson<T>(edge: Pick<Edge, 'ask'>, ask: Ask): Promise<T> {
  const { status, text } = await edge.ask(ask)
  if (status >= 200 && status < 300) return (text === '' ? undefined : JSON.parse(text)) as T
  throw new EdgeError(`${ask.method} ${ask.path}: ${status} ${text.slice(0, 500)}`, status)
}
