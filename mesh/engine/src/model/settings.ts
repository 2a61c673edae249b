import type { ExtensionProvider, MeshConfig, Normalization } from './kinds/mesh-config.ts'

/** The settings of MeshConfig, with Istio's defaults. */
export interface MeshSettings {
  /** Resources in this namespace apply to the whole mesh. */
  readonly rootNamespace: string
  readonly trustDomain: string
  readonly trustDomainAliases: readonly string[]
  readonly pathNormalization: Exclude<Normalization, 'DEFAULT'>
  readonly extensionProviders: readonly ExtensionProvider[]
  /**
   * Whether a workload may have CUSTOM policies of several providers; otherwise such policies deny.
   */
  readonly allowsMultipleAuthorizers: boolean
  /** Whether selectors also apply to Gateway API gateways, or only `targetRefs` do. */
  readonly selectorsApplyToGatewayApi: boolean
  /** Number of proxies in front of the mesh whose X-Forwarded-For entries are trusted. */
  readonly numTrustedProxies: number
  /** Whether a workload may call unknown hosts. */
  readonly outboundTraffic: 'ALLOW_ANY' | 'REGISTRY_ONLY'
  /** MeshConfig as written. */
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
