const sameFiles =
  'run it without, in the repository at the version that is installed: it reads files'
const noLoad = 'nothing takes its place: load is sent to a platform on this machine alone'

/** What takes the place of each command that knows the platform on this machine alone. docs/runbooks/README.md has the whole table. */
const instead = {
  up: '`npx stoa cluster install --context CONTEXT`',
  down: 'nothing takes its place: a cluster is never stopped for an alert',
  status: '`kubectl --context CONTEXT --namespace commerce get pods`',
  logs: '`kubectl --context CONTEXT --namespace commerce logs --selector app.kubernetes.io/name=orders --container orders --prefix --tail 200`',
  doctor: '`kubectl --context CONTEXT get nodes`',
  tools: 'nothing takes its place: it lists the programs of this machine',
  order:
    '`npx stoa cluster check --context CONTEXT --site DIR --orders 1`, where `trial` made the cluster',
  load: noLoad,
  replay: noLoad,
  bench: noLoad,
  verify: '`npx stoa cluster verify --context CONTEXT`',
  traces: 'nothing takes its place: look at the traces of single orders in Jaeger',
  dashboards: 'nothing takes its place: Grafana shows the same panels',
  mesh: sameFiles,
  lab: '`npx stoa cluster check --context CONTEXT`',
  audit: sameFiles,
}

const namesCluster = (args) => args.some((word) => /^--context(=|$)/.test(word))

/**
 * @param {string} name of a command
 * @param {readonly string[]} args
 * @returns {string | undefined} why it refuses to run, if the arguments name a cluster that it does not know
 */
export const clusterRefusal = (name, args) =>
  Object.hasOwn(instead, name) && namesCluster(args)
    ? `stoa ${name} is for the platform on this machine and takes no --context; in a cluster: ${instead[name]}`
    : undefined
