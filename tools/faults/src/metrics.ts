import { request } from 'node:http'
import type { PlatformState } from '@stoa/topology'

/** What a service says of itself on its own socket, as Prometheus reads it. */
function exposition(state: PlatformState, service: string): Promise<string> {
  const socketPath = state.resources.find(({ name }) => name === service)?.sockets.app ?? ''
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/metrics', agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () => resolve(text))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** The value of one series, such as `dead_letters` or `saga_open_orders{status="placed"}`; undefined when it is absent. */
export async function metric(
  state: PlatformState,
  service: string,
  series: string,
): Promise<number | undefined> {
  const lines = (await exposition(state, service)).split('\n')
  const line = lines.find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
