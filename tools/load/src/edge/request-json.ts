import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'
import type { EdgeRequest } from './send.ts'

/** Sends a request and parses its response. @throws EdgeError unless the status is 2xx */
export async function requestJson<T>(
  edge: Pick<Edge, 'request'>,
  request: EdgeRequest,
): Promise<T> {
  const { status, text } = await edge.request(request)
  if (status >= 200 && status < 300) return (text === '' ? undefined : JSON.parse(text)) as T
  throw EdgeError.ofResponse(`${request.method} ${request.path}`, '2xx', { status, text })
}
