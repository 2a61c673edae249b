import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'
import { classify, retryDelayMs } from './retry.ts'
import type { EdgeRequest, EdgeResponse, SendResult } from './send.ts'

export interface FinalResponse extends EdgeResponse {
  /** How many times the request was sent. */
  readonly attempts: number
}

/** Sends a request, which must be safe to repeat, until its response is final. @throws EdgeError after `giveUpAfterMs` */
export async function requestUntilFinal(
  edge: Pick<Edge, 'send'>,
  request: EdgeRequest,
  giveUpAfterMs: number,
): Promise<FinalResponse> {
  const startedMs = performance.now()
  for (let attempts = 1; ; attempts += 1) {
    const result = await new Promise<SendResult>((resolve) => edge.send(request, resolve))
    if (!(result instanceof Error) && classify(result) !== 'retry') return { ...result, attempts }
    if (performance.now() - startedMs > giveUpAfterMs) {
      const operation = `${request.method} ${request.path}, sent ${attempts} times`
      throw result instanceof Error
        ? new EdgeError(`${operation}: no response: ${result.message}`)
        : EdgeError.ofResponse(operation, 'a final response', result)
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempts)))
  }
}
