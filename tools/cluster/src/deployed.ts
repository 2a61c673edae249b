import type { Service, Topology } from '@stoa/topology'

/** The services of a deployed platform: without those that stand for the outside world, and without calls to them. */
export function deployedServices({ services }: Pick<Topology, 'services'>): Service[] {
  const absent = new Set(developmentServices({ services }).map(({ name }) => name))
  return services
    .filter(({ name }) => !absent.has(name))
    .map(({ calls, asks, ...service }) => {
      const kept = Object.entries(asks ?? {}).filter(([name]) => !absent.has(name))
      return {
        ...service,
        calls: calls.filter((name) => !absent.has(name)),
        ...(kept.length > 0 ? { asks: Object.fromEntries(kept) } : {}),
      }
    })
}

export const developmentServices = ({ services }: Pick<Topology, 'services'>): Service[] =>
  services.filter(({ development }) => development)
