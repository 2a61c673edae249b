import type { Config } from './config.ts'

const contains = [
  'upstream_rq',
  'upstream_cx_active',
  'upstream_cx_total',
  'upstream_cx_connect_fail',
  'upstream_cx_overflow',
  'upstream_cx_none_healthy',
  'downstream_rq',
  'downstream_cx_active',
  'downstream_cx_total',
  'membership',
  'outlier_detection',
  'rbac',
  'jwt_authn',
  'ssl.connection_error',
  'ssl.fail_verify',
  'ssl.handshake',
  'lds.update',
  'cds.update',
  'config_reload',
  'update_rejected',
  'extension_config_discovery',
  'days_until_first_cert_expiring',
]
const prefixes = ['server.live', 'server.state', 'server.uptime', 'server.memory', 'tracing.']

/**
 * Envoy keeps only these statistics (traffic, rejections, ejections, configuration), to save
 * memory.
 */
export const includedStats: Config = {
  stats_matcher: {
    inclusion_list: {
      patterns: [
        ...contains.map((text) => ({ contains: text })),
        ...prefixes.map((prefix) => ({ prefix })),
      ],
    },
  },
}
