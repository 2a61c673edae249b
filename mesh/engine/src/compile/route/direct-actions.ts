import type { DirectResponse, Redirect } from '../../model/kinds/virtual-service/redirect.ts'
import type { Config } from '../config.ts'

const codes: Readonly<Record<number, string>> = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
}

/** A redirect; omits the port when it is the default port of the scheme. */
export function redirectAction(redirect: Redirect, listenPort: number, tls: boolean): Config {
  const wanted =
    redirect.derivePort === 'FROM_REQUEST_PORT' ? listenPort : (redirect.port ?? undefined)
  const scheme = redirect.scheme ?? (tls ? 'https' : 'http')
  const usual = scheme === 'https' ? 443 : 80
  return {
    redirect: {
      ...(redirect.authority ? { host_redirect: redirect.authority } : {}),
      ...(redirect.prefixRewrite ? { prefix_rewrite: redirect.prefixRewrite } : {}),
      ...(redirect.uri ? { path_redirect: redirect.uri } : {}),
      ...(redirect.scheme ? { scheme_redirect: redirect.scheme } : {}),
      ...(wanted !== undefined && wanted !== usual ? { port_redirect: wanted } : {}),
      response_code: codes[redirect.redirectCode ?? 301],
    },
  }
}

export const directResponseAction = ({ status, body }: DirectResponse): Config => ({
  direct_response: {
    status,
    ...(body?.string === undefined ? {} : { body: { inline_string: body.string } }),
    ...(body?.bytes === undefined ? {} : { body: { inline_bytes: body.bytes } }),
  },
})
