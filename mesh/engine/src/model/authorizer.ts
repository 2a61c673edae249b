import type { ExtensionProvider } from './kinds/mesh-config.ts'
import type { MeshSettings } from './settings.ts'

export type Authorizer = { readonly name: string } & (
  | {
      readonly protocol: 'http'
      readonly settings: NonNullable<ExtensionProvider['envoyExtAuthzHttp']>
    }
  | {
      readonly protocol: 'grpc'
      readonly settings: NonNullable<ExtensionProvider['envoyExtAuthzGrpc']>
    }
)

/** The external authorizer with a name; undefined when MeshConfig does not define exactly one. */
export function authorizerOf(settings: MeshSettings, name: string): Authorizer | undefined {
  const found = settings.extensionProviders.filter((provider) => provider.name === name)
  const [provider] = found
  if (provider === undefined || found.length > 1) return undefined
  const { envoyExtAuthzHttp: http, envoyExtAuthzGrpc: grpc } = provider
  if (http !== undefined) return { name, protocol: 'http', settings: http }
  return grpc === undefined ? undefined : { name, protocol: 'grpc', settings: grpc }
}
