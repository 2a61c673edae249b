import type { Service, Topology } from '@stoa/topology'

/**
 * The services of a cluster for development: all of them, where the development services stand in the place of the
 * providers.
 */
export const developedServices = ({ services }: Pick<Topology, 'services'>): Service[] =>
  services.map(({ development: _, providers: __, ...service }) => service)
