import { deviationOf } from './deviation.ts'
import { type OpenApi, operationOf } from './document.ts'

/** A `fetch` that compares every answer with the document. */
export function checkedFetch(document: OpenApi) {
  const deviations: string[] = []
  const succeeded = new Set<string>()
  const checked: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const answer = await fetch(request)
    const { method } = request
    const path = new URL(request.url).pathname
    const { status, headers } = answer
    const text = await answer.clone().text()
    const deviation = deviationOf(document, { method, path, status, headers, text })
    if (deviation) deviations.push(`${method} ${path}: ${status}: ${deviation}`)
    const found = operationOf(document, method, path)
    if (found && answer.ok) succeeded.add(found.name)
    return answer
  }
  return { fetch: checked, deviations, succeeded }
}
