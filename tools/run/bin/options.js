import { parseArgs } from 'node:util'

export const startUsage = `usage: npm start -- [options]

Starts the whole platform on this machine: Postgres, NATS, Envoy sidecars, every service, demo traffic.

  --json              when ready, print one line to standard output; everything else goes to standard error
  --no-traffic        no demo traffic
  --fresh             drop all data first
  --services a,b      only these services
  --replicas a=2,...  how many instances of a service (default 1)
  --help              this text

Ctrl-C stops everything. STOA_HOME chooses where data and state are kept (default .stoa).`

/** @throws Error with a sentence for the caller, when the arguments are not of this form. */
export function parseStartOptions(args) {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      json: { type: 'boolean', default: false },
      traffic: { type: 'boolean', default: true },
      fresh: { type: 'boolean', default: false },
      services: { type: 'string' },
      replicas: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    json: values.json,
    traffic: values.traffic,
    fresh: values.fresh,
    help: values.help,
    ...(values.services === undefined ? {} : { services: listOf(values.services) }),
    replicas: Object.fromEntries((values.replicas ?? []).flatMap(listOf).map(replicasOf)),
  }
}

const listOf = (text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

function replicasOf(text) {
  const match = /^([a-z][a-z0-9-]*)=([1-9]\d?)$/.exec(text)
  if (!match) throw new Error(`--replicas: ${text} is not of the form orders=2`)
  return [match[1], Number(match[2])]
}
