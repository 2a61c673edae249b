import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'
import type { EdgeRequest } from './send.ts'
import { type Trace, traceOf } from './trace.ts'

/** Sends a request and parses its response. @throws EdgeError unless the status is 2xx */
export const requestJson = async <T>(
  edge: Pick<Edge, 'request'>,
  request: EdgeRequest,
): Promise<T> => (await requestTraced<T>(edge, request)).body

/** As `requestJson`, with the trace that the response names. @throws EdgeError unless the status is 2xx */
export async function requestTraced<T>(
  edge: Pick<Edge, 'request'>,
  request: EdgeRequest,
): Promise<{ readonly body: T; readonly trace: Trace | undefined }> {
  const { status, text, traceresponse } = await edge.request(request)
  if (status < 200 || status > 299)
    throw EdgeError.ofResponse(`${request.method} ${request.path}`, '2xx', { status, text })
  return {
    body: (text === '' ? undefined : JSON.parse(text)) as T,
    trace: traceOf(traceresponse),
  }
}
