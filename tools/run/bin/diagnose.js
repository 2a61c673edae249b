import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { findOptionalTool, optionalTools } from './optional-tools.js'
import { packagesAreStale, pinnedNode } from './packages.js'
import { runCommand } from './run-command.js'
import { findTool, pinnedTools } from './tools.js'
import { isAtLeast, versionIn } from './versions.js'

const neededBytes = 3 * 1024 ** 3

/**
 * Checks each prerequisite of the platform: it is `installed`, the next start installs it (`installable`), it is
 * `missing` and has to be installed by hand, or it is `optional`: missing, and the platform starts without it.
 */
export async function diagnose(root) {
  const python = await pythonCheck()
  const canFetch = python.state === 'installed'
  return [
    nodeCheck(),
    packagesCheck(root),
    pinnedNodeCheck(root),
    ...(await toolChecks(root, canFetch)),
    python,
    diskCheck(root),
  ]
}

/** The same for the programs that the platform runs. */
export const diagnoseTools = async (root) =>
  toolChecks(root, (await pythonCheck()).state === 'installed')

async function toolChecks(root, canFetchWheels) {
  const hasApt = (await runCommand('apt-get', ['--version'])).status === 0
  return Promise.all([
    ...Object.keys(pinnedTools).map((name) => toolCheck(name, root, canFetchWheels)),
    ...Object.keys(optionalTools).map((name) => optionalToolCheck(name, root, hasApt)),
  ])
}

const installed = (name, detail) => ({ name, state: 'installed', detail })
const installable = (name, detail, remedy) => ({ name, state: 'installable', detail, remedy })
const optional = (name, detail, remedy) => ({ name, state: 'optional', detail, remedy })
const missing = (name, detail, remedy) => ({ name, state: 'missing', detail, remedy })

function nodeCheck() {
  const version = process.versions.node
  return isAtLeast(version, '20')
    ? installed('node', version)
    : missing('node', `${version} is older than 20`, 'install Node 20 or later')
}

const packagesCheck = (root) =>
  packagesAreStale(root)
    ? installable('packages', 'differ from package-lock.json', 'npm start, or npm ci')
    : installed('packages', 'match package-lock.json')

function pinnedNodeCheck(root) {
  const name = 'pinned node'
  const node = pinnedNode(root)
  if (existsSync(node)) return installed(name, node)
  const supported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  return supported
    ? installable(name, 'is installed with the packages', 'npm start, or npm ci')
    : missing(
        name,
        `is not available for ${process.platform} ${process.arch}`,
        'use Linux on x64 or arm64',
      )
}

async function toolCheck(name, root, canFetch) {
  const { version, least, sha256 } = pinnedTools[name]
  const found = await findTool(name, join(root, '.stoa'))
  if (found) return installed(name, found)
  return canFetch && process.platform === 'linux' && sha256[process.arch]
    ? installable(name, `${version} is not installed yet`, 'npm start (fetches it)')
    : missing(
        name,
        `no version from ${least} on is on PATH`,
        `install ${name} ${least}, or python3 with pip and then npm start`,
      )
}

async function optionalToolCheck(name, root, canFetch) {
  const { least, bring } = optionalTools[name]
  const found = await findOptionalTool(name, join(root, '.stoa'))
  if (found) return installed(name, found)
  return canFetch
    ? installable(
        name,
        'is not installed yet',
        `npm start (fetches its Debian package), or ${bring}`,
      )
    : optional(name, `no version from ${least} on is on PATH; metrics are not kept`, bring)
}

async function pythonCheck() {
  const { status, output } = await runCommand('python3', ['-m', 'pip', '--version'])
  return status === 0
    ? installed('python3, pip', `pip ${versionIn(output)}`)
    : missing(
        'python3, pip',
        'needed to fetch the tools that are not on PATH',
        'apt-get install python3 python3-pip',
      )
}

function diskCheck(root) {
  const { bavail, bsize } = statfsSync(root)
  const free = `${((Number(bavail) * Number(bsize)) / 1024 ** 3).toFixed(1)} GiB free`
  return bavail * bsize >= neededBytes
    ? installed('disk', free)
    : missing('disk', `${free}, at least 3 GiB needed`, 'free disk space')
}
