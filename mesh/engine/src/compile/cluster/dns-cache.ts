import type { Config } from '../config.ts'

/** One cache of names for the filter that asks for them and the clusters that connect. */
export const dnsCache: Config = { name: 'hosts', dns_lookup_family: 'V4_PREFERRED' }
