import { isIP } from 'node:net'
import { buildConnector } from 'undici'

interface Trust {
  readonly ca: string | Buffer | undefined
  readonly at: { readonly hostname: string; readonly port: number } | undefined
}

/** Connects to the host of the URL, or to `at` in its place, and expects a certificate of that host. */
export function connectorTo(url: string, { ca, at }: Trust): buildConnector.connector {
  const { hostname } = new URL(url)
  const servername = isIP(hostname) ? 'localhost' : hostname
  // Not only an authority can be trusted, but also the very certificate that the edge has.
  const tls = { ...(ca && { ca }), allowPartialTrustChain: true, allowH2: false }
  const connect = buildConnector(tls)
  return (options, callback) =>
    connect(
      { ...options, servername, ...(at && { hostname: at.hostname, port: String(at.port) }) },
      callback,
    )
}
