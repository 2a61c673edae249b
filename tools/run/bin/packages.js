import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MissingPrerequisite, printError } from './errors.js'
import { flushToDisk } from './flush-to-disk.js'

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Do the installed packages differ from the lock file? Packages for other platforms may be absent. */
export function isStale(wanted, installed) {
  if (!wanted || !installed) return true
  return Object.entries(wanted.packages).some(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return false
    const have = installed.packages[path]
    if (!have) return !entry.optional
    return (
      have.version !== entry.version ||
      have.integrity !== entry.integrity ||
      Boolean(have.link) !== Boolean(entry.link)
    )
  })
}

export const packagesAreStale = (root) =>
  isStale(
    readJson(join(root, 'package-lock.json')),
    readJson(join(root, 'node_modules/.package-lock.json')),
  ) || !existsSync(pinnedNode(root))

/** The path of the Node that everything runs on. npm installs it. */
export const pinnedNode = (root) =>
  join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`)

/** Installs the packages when they are missing or differ from the lock file. */
export async function ensurePackages(root) {
  if (!packagesAreStale(root)) return
  printError('installing packages (npm ci)')
  const status = await npmCi(root)
  if (status !== 0)
    throw new MissingPrerequisite(
      `the packages could not be installed (npm ci ended with ${status})`,
      `cd ${root} && npm ci --ignore-scripts`,
    )
  if (!existsSync(pinnedNode(root)))
    throw new MissingPrerequisite(
      `the packages contain no Node for ${process.platform} ${process.arch}`,
      'use Linux on x64 or arm64 with glibc, and install optional packages (npm ci --include=optional)',
    )
  await flushToDisk(root)
}

function npmCi(root) {
  const npm = process.env.npm_execpath
  const isNpm = npm?.endsWith('npm-cli.js')
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=optional',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  ]
  return new Promise((resolve) => {
    const child = spawn(isNpm ? process.execPath : 'npm', isNpm ? [npm, ...args] : args, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NODE_ENV: '' },
    })
    child.on('error', () => resolve('no npm on PATH'))
    child.on('close', resolve)
  })
}
