import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'
import { requestJson } from './request-json.ts'
import type { EdgeRequest } from './send.ts'

/** What is asked for does not exist, or is not in a state that allows it. */
const refusals: readonly (number | undefined)[] = [404, 409]

/**
 * Sends a change; resolves to why it was refused, or to undefined when it is done. Throws an EdgeError, which ends the
 * command with status 2, when its arguments are wrong or the edge does not answer.
 */
export async function tryChange(
  edge: Pick<Edge, 'request'>,
  request: EdgeRequest,
): Promise<string | undefined> {
  try {
    await requestJson(edge, request)
    return undefined
  } catch (error) {
    if (error instanceof EdgeError && refusals.includes(error.status)) return error.message
    throw error
  }
}
