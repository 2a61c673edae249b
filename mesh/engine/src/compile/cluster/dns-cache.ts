import type { Config } from '../config.ts'

/** The DNS cache that the dynamic forward proxy filter and its clusters share. */
export const dnsCache: Config = { name: 'hosts', dns_lookup_family: 'V4_PREFERRED' }
