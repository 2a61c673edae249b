import { dnsCache } from '../cluster/discovery.ts'
import { type Config, typed } from '../config.ts'

/** Resolves the host of a request when its cluster has no configured addresses. */
export const dynamicForwardProxy: Config = {
  name: 'envoy.filters.http.dynamic_forward_proxy',
  typed_config: typed('extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig', {
    dns_cache_config: dnsCache,
  }),
}
