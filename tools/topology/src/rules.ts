import { type Service, usesDatabase } from './service.ts'

/** Returns a sentence for each violation. */
type Rule = (services: readonly Service[]) => string[]

const unique =
  (field: keyof Service, valuesOf: (service: Service) => readonly unknown[]): Rule =>
  (services) => {
    const owners = new Map<unknown, string[]>()
    for (const service of services)
      for (const value of valuesOf(service))
        owners.set(value, [...(owners.get(value) ?? []), service.name])
    return [...owners]
      .filter(([, names]) => names.length > 1)
      .map(([value, names]) => `${field}: ${String(value)} is declared by ${names.join(' and ')}`)
  }

/** One that only reads statistics has a role of its own name. */
const rolesOf = (service: Service) =>
  usesDatabase(service) ? [service.database ?? service.name] : []

const calledServicesExist: Rule = (services) =>
  services.flatMap(({ name, calls }) =>
    calls
      .filter((called) => called === name || !services.some((other) => other.name === called))
      .map((called) =>
        called === name
          ? `${name}.calls: a service does not call itself`
          : `${name}.calls: there is no service ${called}`,
      ),
  )

const operationsAreOfCalledServices: Rule = (services) =>
  services.flatMap(({ name, calls, asks = {} }) =>
    Object.keys(asks)
      .filter((called) => !calls.includes(called))
      .map((called) => `${name}.asks: ${called} is not listed in calls`),
  )

const consumedSubjectsArePublished: Rule = (services) => {
  const published = new Set(services.flatMap((service) => service.publishes))
  return services.flatMap(({ name, consumes }) =>
    consumes
      .filter((subject) => !published.has(subject))
      .map((subject) => `${name}.consumes: no service publishes ${subject}`),
  )
}

const onlyDatabasesHaveReplicas: Rule = (services) =>
  services
    .filter(({ database, replicaReads }) => replicaReads && database === undefined)
    .map(({ name }) => `${name}.replicaReads: the service has no database`)

const variablesAreDeclaredOnce: Rule = (services) =>
  services.flatMap(({ name, providers = {}, secrets = [] }) =>
    secrets
      .filter((variable) => Object.hasOwn(providers, variable))
      .map((variable) => `${name}.secrets: ${variable} is declared in providers too`),
  )

/** The objects of a cluster that let a service reach a provider have one name, made of both; the chart shortens a long one. */
const objectNameOf = (service: string, host: string) => `${service}-${host.replaceAll('.', '-')}`

const providersHaveNamesOfTheirOwn: Rule = (services) => {
  const names = [...new Set(services.map(({ name }) => name))]
  const users = [
    ...names.map((name) => ({ object: name, user: `the service ${name}` })),
    ...services.flatMap(({ name, providers = {} }) =>
      [...new Set(Object.values(providers))].map((host) => ({
        ...{ object: objectNameOf(name, host), user: `${host} of ${name}` },
      })),
    ),
  ]
  return [...Map.groupBy(users, ({ object }) => object)]
    .filter(([, same]) => same.length > 1)
    .map(
      ([object, same]) =>
        `providers: ${same.map(({ user }) => user).join(' and ')} have one name in a cluster, ${object}`,
    )
}

const developmentPublishesNothing: Rule = (services) =>
  services
    .filter(({ development, publishes }) => development && publishes.length > 0)
    .map(({ name }) => `${name}.publishes: no cluster has a development service and its messages`)

const rules: readonly Rule[] = [
  unique('name', (service) => [service.name]),
  unique('port', (service) => [service.port]),
  unique('database', rolesOf),
  unique('publishes', (service) => service.publishes),
  calledServicesExist,
  operationsAreOfCalledServices,
  consumedSubjectsArePublished,
  onlyDatabasesHaveReplicas,
  variablesAreDeclaredOnce,
  providersHaveNamesOfTheirOwn,
  developmentPublishesNothing,
]

/** What does not fit between service.yaml files that are each valid. */
export const crossServiceFaults: Rule = (services) => rules.flatMap((rule) => rule(services))
