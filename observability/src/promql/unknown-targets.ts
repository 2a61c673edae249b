import { readTopology } from '@stoa/topology'
import type { Selector } from './selector.ts'

const jobs = ['services', 'sidecars', 'prometheus', 'alertmanager', 'collector', 'jaeger']

const services = readTopology().services.map(({ name }) => name)
const workloads = [...services, 'edge', 'istio-ingressgateway', 'nats', 'prometheus']
/** What a label that says which target or which workload can be. */
const known: Readonly<Record<string, readonly string[]>> = {
  job: jobs,
  service: [...workloads, 'alertmanager', 'collector', 'jaeger'],
  source: workloads,
  destination: workloads,
}

const isPlain = (text: string) => /^[\w-]+$/.test(text)

/** The jobs, services and workloads that a selector names and that do not exist. */
export const unknownTargets = ({ matchers }: Selector): string[] =>
  matchers.flatMap(({ label, value }) =>
    value
      .split('|')
      .filter((one) => isPlain(one) && known[label] && !known[label].includes(one))
      .map((one) => `no ${label} ${one}`),
  )
