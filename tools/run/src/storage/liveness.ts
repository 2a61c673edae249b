import { createServer, type Server } from 'node:http'
import { judge } from './judge.ts'
import type { StorageProbe } from './probe.ts'

/**
 * What a kubelet asks beside nats-server, in the broker's pod: `GET /livez` answers 503 while a restart of the broker
 * would help, as it does not store messages though its volume has room, and 200 otherwise.
 */
export const livenessServer = (probe: Pick<StorageProbe, 'observe'>): Server =>
  createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url !== '/livez') return answer(404, { status: 'not found' })
    try {
      const { restart, detail } = judge(await probe.observe())
      return answer(restart ? 503 : 200, { status: restart ? 'restart' : 'ok', detail })
    } catch (error) {
      // Not to know is no reason to restart a broker.
      return answer(200, { status: 'unknown', detail: String(error) })
    }
  })
