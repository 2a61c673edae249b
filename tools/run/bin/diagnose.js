import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { packagesAreStale, pinnedNode } from './packages.js'
import { runCommand } from './run-command.js'
import { findTool, pinnedTools } from './tools.js'
import { isAtLeast, versionIn } from './versions.js'

const byStart = 'npm start (fetches it)'
const neededBytes = 3 * 1024 ** 3

/**
 * What the platform needs, each with its state: `there`, `fetched` (missing, but the next start brings it),
 * or `missing` (somebody has to bring it).
 */
export async function diagnose(root) {
  const python = await pythonCheck()
  const canFetch = python.state === 'there'
  return [
    nodeCheck(),
    packagesCheck(root),
    pinnedNodeCheck(root),
    ...(await Promise.all(Object.keys(pinnedTools).map((name) => toolCheck(name, root, canFetch)))),
    python,
    diskCheck(root),
  ]
}

const check = (name, state, detail, bring) => ({ name, state, detail, ...(bring ? { bring } : {}) })

function nodeCheck() {
  const version = process.versions.node
  return isAtLeast(version, '20')
    ? check('node', 'there', version)
    : check('node', 'missing', `${version} is older than 20`, 'install Node 20 or later')
}

const packagesCheck = (root) =>
  packagesAreStale(root)
    ? check('packages', 'fetched', 'not those of package-lock.json', 'npm start, or npm ci')
    : check('packages', 'there', 'as in package-lock.json')

function pinnedNodeCheck(root) {
  const node = pinnedNode(root)
  if (existsSync(node)) return check('pinned node', 'there', node)
  const supported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  return supported
    ? check('pinned node', 'fetched', 'comes with the packages', 'npm start, or npm ci')
    : check(
        'pinned node',
        'missing',
        `none for ${process.platform} ${process.arch}`,
        'Linux on x64 or arm64',
      )
}

async function toolCheck(name, root, canFetch) {
  const { version, least, sha256 } = pinnedTools[name]
  const found = await findTool(name, join(root, '.stoa'))
  if (found) return check(name, 'there', found)
  return canFetch && process.platform === 'linux' && sha256[process.arch]
    ? check(name, 'fetched', `${version} is not here yet`, byStart)
    : check(
        name,
        'missing',
        `${least} or later is not on PATH`,
        `install ${name} ${least}, or python3 with pip and then npm start`,
      )
}

async function pythonCheck() {
  const { status, output } = await runCommand('python3', ['-m', 'pip', '--version'])
  return status === 0
    ? check('python3, pip', 'there', `pip ${versionIn(output)}`)
    : check(
        'python3, pip',
        'missing',
        'needed to fetch what is not on PATH',
        'apt-get install python3 python3-pip',
      )
}

function diskCheck(root) {
  const { bavail, bsize } = statfsSync(root)
  const free = `${((Number(bavail) * Number(bsize)) / 1024 ** 3).toFixed(1)} GiB free`
  return bavail * bsize >= neededBytes
    ? check('disk', 'there', free)
    : check('disk', 'missing', `${free}, at least 3 GiB wanted`, 'make room')
}
