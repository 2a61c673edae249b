import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { flushToDisk } from './flush-to-disk.js'
import { runCommand } from './run-command.js'
import { isAtLeast, versionIn } from './versions.js'

/** Seconds, so that a start without a network does not wait for long. */
const timeout = 20

const aptOptions = [
  ...['-q', '-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=1'],
  ...['-o', `Acquire::http::Timeout=${timeout}`, '-o', `Acquire::https::Timeout=${timeout}`],
]

/** Keeps apt's lists of packages in a folder of our own: those of the system may be absent, and only root may write them. */
const ownLists = (folder) => [
  ...['-o', `Dir::State=${join(folder, 'state')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`],
  ...['-o', 'Dir::State::status=/var/lib/dpkg/status', '-o', 'Debug::NoLocking=true'],
]

/**
 * Downloads a tool's Debian package with apt, which verifies its signature, and unpacks the programs into a folder
 * `<name>-<version>` below `target`, completely or not at all. Needs no root.
 * @returns the folder
 */
export async function fetchDebianPackage(
  name,
  tool,
  target,
  programs = { apt: 'apt-get', dpkg: 'dpkg-deb' },
) {
  mkdirSync(target, { recursive: true })
  const scratch = mkdtempSync(join(target, '.fetch-'))
  try {
    const archive = await download(name, tool, scratch, programs.apt)
    verifyPinned(archive, tool, name)
    const contents = join(scratch, 'contents')
    await run(name, programs.dpkg, ['-x', archive, contents])
    const files = join(scratch, 'files')
    for (const [from, to] of Object.entries(tool.members))
      copy(join(contents, from), join(files, to))
    if (tool.ownFolder) relocate(join(files, name), tool.ownFolder)
    const version = await versionOf(join(files, name), name, tool)
    const folder = join(target, `${name}-${version}`)
    await flushToDisk(files)
    rmSync(folder, { recursive: true, force: true })
    renameSync(files, folder)
    return folder
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

/**
 * Has a program read its files from its working folder instead of the absolute folder that it was built for, which only
 * root may write: the path in the program is replaced by one of the same length, as package managers without root do.
 */
function relocate(program, folder) {
  const bytes = readFileSync(program)
  const here = Buffer.from(`.${'/'.repeat(folder.length - 1)}`)
  for (let at = bytes.indexOf(folder); at >= 0; at = bytes.indexOf(folder, at + 1))
    bytes.set(here, at)
  writeFileSync(program, bytes, { mode: 0o755 })
}

async function download(name, tool, scratch, apt) {
  const get = async (options) => {
    const args = [...aptOptions, ...options, 'download', tool.package]
    const { errors } = await runCommand(apt, args, { cwd: scratch })
    return { archive: readdirSync(scratch).find((file) => file.endsWith('.deb')), errors }
  }
  const first = await get([])
  if (first.archive) return join(scratch, first.archive)
  const own = ownLists(scratch)
  for (const folder of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(scratch, folder), { recursive: true })
  await run(name, apt, [...aptOptions, ...own, 'update'])
  const second = await get(own)
  if (second.archive) return join(scratch, second.archive)
  throw failure(name, `apt-get download ${tool.package}`, second.errors)
}

async function run(name, program, args) {
  const { status, errors } = await runCommand(program, args)
  if (status !== 0) throw failure(name, program, errors)
}

const failure = (name, what, errors) =>
  new Error(`${name}: ${what} failed: ${errors.trim().split('\n').slice(-2).join(' ')}`)

/** An archive whose hash is not known here, of another release of the system, rests on the signature that apt verified. */
function verifyPinned(archive, tool, name) {
  const wanted = tool.sha256[basename(archive)]
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex')
  if (wanted && wanted !== found)
    throw new Error(
      `${name}: the download has SHA-256 ${found} instead of the pinned ${wanted} and was deleted`,
    )
}

async function versionOf(program, name, { least }) {
  const { status, output, errors } = await runCommand(program, ['--version'])
  const version = versionIn(`${output}${errors}`)
  if (status !== 0 || !version) throw failure(name, 'the fetched program', errors)
  if (!isAtLeast(version, least))
    throw new Error(`${name}: the system's package has ${version}, at least ${least} needed`)
  return version
}
