import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

export interface Notified {
  readonly receiver: string
  readonly labels: Readonly<Record<string, string>>
  readonly at: number
}

export interface Pager {
  readonly url: string
  /** Everything that Alertmanager has sent, in order; an alert is repeated with each notification of its group. */
  readonly notified: readonly Notified[]
  stop(): void
}

const body = z.object({
  alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })),
})

/** Receives what Alertmanager sends to its receivers, each at a path of its own name. */
export async function startPager(): Promise<Pager> {
  const notified: Notified[] = []
  const server = createServer(async (request, response) => {
    const { alerts } = body.parse(JSON.parse((await request.toArray()).join('')))
    const receiver = request.url?.slice(1) ?? ''
    for (const { status, labels } of alerts)
      if (status === 'firing') notified.push({ receiver, labels, at: Date.now() })
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    notified,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
