import type { ExtensionProvider, MeshConfig, Normalization } from './kinds/mesh-config.ts'

/** What the mesh's own configuration says where no resource does, Istio's defaults filled in. */
export interface MeshSettings {
  /** What is written in this namespace counts for the whole mesh. */
  readonly rootNamespace: string
  readonly trustDomain: string
  readonly trustDomainAliases: readonly string[]
  readonly pathNormalization: Exclude<Normalization, 'DEFAULT'>
  readonly extensionProviders: readonly ExtensionProvider[]
  /** Whether a workload may have CUSTOM policies of several providers; without it they deny. */
  readonly allowsMultipleAuthorizers: boolean
  /** Whether selectors reach gateways of the Gateway API as well, or `targetRefs` alone do. */
  readonly selectorsApplyToGatewayApi: boolean
  /** Proxies before the mesh whose X-Forwarded-For entries are believed. */
  readonly numTrustedProxies: number
  /** Whether a workload may call hosts that no resource names. */
  readonly outboundTraffic: 'ALLOW_ANY' | 'REGISTRY_ONLY'
  /** The configuration as written, for what few readers need. */
  readonly written: MeshConfig
}

export const settingsOf = (written: MeshConfig): MeshSettings => ({
  rootNamespace: written.rootNamespace ?? 'istio-system',
  trustDomain: written.trustDomain ?? 'cluster.local',
  trustDomainAliases: written.trustDomainAliases ?? [],
  pathNormalization: normalization(written.pathNormalization?.normalization),
  extensionProviders: written.extensionProviders ?? [],
  allowsMultipleAuthorizers: false,
  selectorsApplyToGatewayApi: true,
  numTrustedProxies: written.defaultConfig?.gatewayTopology?.numTrustedProxies ?? 0,
  outboundTraffic: written.outboundTrafficPolicy?.mode ?? 'ALLOW_ANY',
  written,
})

const normalization = (written: Normalization = 'DEFAULT') =>
  written === 'DEFAULT' ? 'BASE' : written

export const defaultSettings = settingsOf({})
