import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Problem } from '../model/problem.ts'

/** The fault files that are active, or the problems for which the mesh refused a change. */
export type FaultsResult =
  | { readonly faults: readonly string[] }
  | { readonly problems: readonly Problem[] }

const problemSchema = z.object({
  file: z.string(),
  line: z.number(),
  field: z.string(),
  message: z.string(),
})
const resultSchema = z.union([
  z.object({ faults: z.array(z.string()) }),
  z.object({ problems: z.array(problemSchema) }),
])

/**
 * Replaces the fault files that are active in a running mesh; an empty list deactivates all of them.
 * A file is a path, or a name in the `faults` folder of the mesh. `socket` is the mesh's socket, which
 * `state.json` names.
 *
 * @example await applyFaults(state.meshSocket, ['sandbox-slow.yaml'])
 */
export const applyFaults = (socket: string, files: readonly string[]): Promise<FaultsResult> =>
  send(socket, 'PUT', {
    files: files.map((file) => (file.includes('/') ? resolve(file) : file)),
  })

/** The fault files that are active in a running mesh. */
export const readActiveFaults = (socket: string): Promise<FaultsResult> => send(socket, 'GET')

function send(socket: string, method: 'GET' | 'PUT', body?: object): Promise<FaultsResult> {
  const { promise, resolve: resolveResult, reject } = Promise.withResolvers<FaultsResult>()
  const session = connectHttp2('http://mesh', { createConnection: () => connect(socket) })
  const fail = (error: Error) => {
    const cause = error.cause instanceof Error ? error.cause : error
    const hint = '`npx stoa status` shows what is running'
    reject(
      new Error(`the mesh at ${socket} does not respond; ${hint}: ${cause.message}`, { cause }),
    )
  }
  session.once('error', fail)
  const request = session.request({ ':path': '/faults', ':method': method })
  let [status, text] = [0, '']
  request.once('response', (headers) => {
    status = headers[':status'] ?? 0
  })
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.once('error', fail)
  request.once('end', () => {
    session.close()
    if (status === 200 || status === 422) return resolveResult(resultSchema.parse(JSON.parse(text)))
    reject(new Error(`the mesh at ${socket} answered ${method} /faults with ${status}: ${text}`))
  })
  request.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}
