import type { Service } from './service.ts'

type Rule = (services: readonly Service[]) => string[]

const repeated = (services: readonly Service[], of: (service: Service) => readonly unknown[]) => {
  const owners = new Map<unknown, string[]>()
  for (const service of services)
    for (const value of of(service)) owners.set(value, [...(owners.get(value) ?? []), service.name])
  return [...owners].filter(([, names]) => names.length > 1)
}

const ownedByOne =
  (field: keyof Service, of: (service: Service) => readonly unknown[]): Rule =>
  (services) =>
    repeated(services, of).map(
      ([value, names]) => `${field}: ${String(value)} belongs to ${names.join(' and ')}`,
    )

const callsExist: Rule = (services) =>
  services.flatMap(({ name, calls }) =>
    calls
      .filter((called) => called === name || !services.some((other) => other.name === called))
      .map((called) => `${name}.calls: ${called} is ${called === name ? 'itself' : 'no service'}`),
  )

const asksThoseItCalls: Rule = (services) =>
  services.flatMap(({ name, calls, asks = {} }) =>
    Object.keys(asks)
      .filter((asked) => !calls.includes(asked))
      .map((asked) => `${name}.asks: ${asked} is not among its calls`),
  )

const consumedIsPublished: Rule = (services) => {
  const published = new Set(services.flatMap((service) => service.publishes))
  return services.flatMap(({ name, consumes }) =>
    consumes
      .filter((subject) => !published.has(subject))
      .map((subject) => `${name}.consumes: nobody publishes ${subject}`),
  )
}

const rules: readonly Rule[] = [
  ownedByOne('name', (service) => [service.name]),
  ownedByOne('port', (service) => [service.port]),
  ownedByOne('database', (service) => (service.database ? [service.database] : [])),
  ownedByOne('publishes', (service) => service.publishes),
  callsExist,
  asksThoseItCalls,
  consumedIsPublished,
]

/** What is wrong with how the services stand to each other; each file for itself is the schema's matter. */
export const checkTogether: Rule = (services) => rules.flatMap((rule) => rule(services))
