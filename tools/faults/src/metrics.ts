import { request } from 'node:http'
import type { PlatformState } from '@stoa/topology'

/** The metrics of a service, from its own socket, in the text format of Prometheus. */
export function exposition(state: PlatformState, service: string): Promise<string> {
  const socketPath = state.resources.find(({ name }) => name === service)?.sockets.app ?? ''
  return new Promise((resolve, reject) => {
    const scrape = request({ socketPath, path: '/metrics', agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve(text))
    })
    scrape.on('error', reject)
    scrape.end()
  })
}

/** The value of one series, such as `dead_letters` or `orders_admission_closed{reason="broker"}`; undefined when it is absent. */
export async function metric(
  state: PlatformState,
  service: string,
  series: string,
): Promise<number | undefined> {
  const lines = (await exposition(state, service)).split('\n')
  const line = lines.find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
