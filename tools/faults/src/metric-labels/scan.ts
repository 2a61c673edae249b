import { Agent, request } from 'node:http'
import type { PlatformState } from '@stoa/topology'

const methods = ['GET', 'HEAD', 'DELETE', 'PROPFIND', 'PURGE', 'MKCOL', 'REPORT', 'OPTIONS']

export const servicesOf = ({ resources }: PlatformState) =>
  resources.filter(({ kind }) => kind === 'service')

// Its connections do not keep this process alive.
const agent = new Agent({ keepAlive: true, maxSockets: 4 })

const send = (socketPath: string, method: string, path: string) =>
  new Promise<void>((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent }, (response) => {
      response.resume().on('end', resolve)
    })
    sent.on('error', reject).end()
  })

/** Requests a path that no route has from every service, past the mesh, which would deny it. */
export const scan = async (state: PlatformState, n: number): Promise<void> => {
  await Promise.all(
    servicesOf(state).flatMap(({ sockets: { app = '' } }, at) => [
      send(app, methods[(n + at) % methods.length] ?? 'GET', `/scanner-${n}/.env`),
      send(app, 'GET', `/v1/${n}`),
    ]),
  )
}
