import { parseArgs } from 'node:util'
import { buildPrometheus, buildTool, builtTools } from '@stoa/run'
import { CannotRun, type Command, repositoryRoot } from '@stoa/topology'
import { diagnoseTools } from '../../../run/bin/diagnose.js'
import { tableOf, toJson } from '../../bin/doctor.js'

const usage = `usage: stoa tools [--json]
       stoa tools build TOOL

Lists the programs that the platform runs and is tested with, where each was
found, and what brings those that are missing. npm start fetches most of them;
without Prometheus and Alertmanager it starts all the same.

TOOL is prometheus: builds Prometheus 3 and promtool from Go modules
with pinned checksums; it takes several minutes and needs Go. They are used
from the next start on. In the same way collector and jaeger build the
OpenTelemetry collector and Jaeger (without its pages), which
npm start -- --observability runs, helm builds Helm, which renders the charts,
kubeconform what holds the renders against the schemas of their kinds, and
tilt builds Tilt (without its pages), which tests the Tiltfile.

options:
  --json  print {"tools":[{"name","state","detail","bring"}]}
  --help  print this text

example:
  npx stoa tools

exit status:
  0  listed or built
  1  the build failed
  2  wrong arguments`

export const tools: Command = {
  name: 'tools',
  summary: 'list the programs that the platform runs, or build one',
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const [verb, ...what] = positionals
    if (verb === undefined) return list(values.json)
    const tool = builtTools.find((one) => one === what.join(' '))
    if (verb !== 'build' || (!tool && what.join(' ') !== 'prometheus'))
      throw new CannotRun(
        `expected \`build\` and one of prometheus, ${builtTools.join(', ')}, found ${positionals.join(' ')}; run \`npx stoa tools --help\``,
      )
    process.stdout.write(`built ${await (tool ? buildTool(tool) : buildPrometheus())}\n`)
    return 0
  },
}

async function list(json: boolean): Promise<number> {
  const checks = await diagnoseTools(repositoryRoot)
  process.stdout.write(
    json ? `${JSON.stringify({ tools: checks.map(toJson) })}\n` : tableOf(checks),
  )
  return 0
}
