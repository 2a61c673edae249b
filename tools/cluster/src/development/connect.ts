/** `connect.ts CONTEXT HOME EDGE-PORT PROMETHEUS-PORT JAEGER-PORT`: the way from this machine to a cluster's platform. */
import { readTopology } from '@stoa/topology'
import { connect } from './connection/connect.ts'
import { kubectlIn } from './connection/kubectl.ts'

const [context, home, ...given] = process.argv.slice(2)
const [edge, prometheus, jaeger] = given.map(Number)
if (!context || !home || !edge || !prometheus || !jaeger)
  throw new Error('usage: connect.ts CONTEXT HOME EDGE-PORT PROMETHEUS-PORT JAEGER-PORT')

const close = await connect({
  ...{ kubectl: kubectlIn(context), topology: readTopology(), home },
  ports: { edge, prometheus, jaeger },
  log: (line) => void process.stdout.write(`${line}\n`),
})
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().then(() => process.exit(0)))
