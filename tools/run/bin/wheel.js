import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { MissingPrerequisite } from './errors.js'
import { flushToDisk } from './flush-to-disk.js'
import { runCommand } from './run-command.js'
import { membersOf } from './unzip.js'

export const downloadArgs = (requirements, folder, tool, arch) => [
  ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'],
  ...['--disable-pip-version-check', '-q', '-r', requirements, '-d', folder],
  ...(tool.builtFor ? buildArgs(tool.builtFor, arch) : []),
]

/** Selects one build of a wheel that exists for each version of Python, whichever Python runs pip here. */
const buildArgs = ({ python, platform }, arch) => [
  ...['--implementation', 'cp', '--python-version', python],
  ...['--abi', `cp${python.replace('.', '')}`],
  ...['--platform', `${platform}_${{ x64: 'x86_64', arm64: 'aarch64' }[arch]}`],
]

export const requirementOf = (tool) =>
  `${tool.wheel}${Object.values(tool.sha256)
    .map((hash) => ` --hash=sha256:${hash}`)
    .join('')}\n`

/** @throws MissingPrerequisite when the SHA-256 of the bytes is not the pinned one */
export function verifyHash(bytes, wanted, name) {
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== wanted)
    throw new MissingPrerequisite(
      `${name}: the download has SHA-256 ${found} instead of the pinned ${wanted} and was deleted`,
      'check the package index that pip is set to use (pip config list), then start again',
    )
}

/** Downloads a tool's wheel with pip, verifies it and unpacks it into the folder `target`, completely or not at all. */
export async function fetchTool(name, tool, target, arch = process.arch, python = 'python3') {
  const wanted = tool.sha256[arch]
  if (process.platform !== 'linux' || !wanted)
    throw new MissingPrerequisite(
      `${name}: there is no pinned build for ${process.platform} ${arch}`,
      `install ${name} ${tool.least} or later and put it on PATH`,
    )
  mkdirSync(dirname(target), { recursive: true })
  const scratch = mkdtempSync(join(dirname(target), '.fetch-'))
  try {
    const wheel = await download(name, tool, scratch, arch, python)
    verifyHash(wheel, wanted, name)
    const files = join(scratch, 'files')
    for (const [from, to] of Object.entries(tool.members)) unpack(wheel, from, join(files, to))
    await flushToDisk(files)
    rmSync(target, { recursive: true, force: true })
    renameSync(files, target)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function unpack(wheel, from, to) {
  for (const { name, bytes } of membersOf(wheel, from)) {
    const file = join(to, name.slice(from.length))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes, { mode: 0o755 })
  }
}

async function download(name, tool, scratch, arch, python) {
  const requirements = join(scratch, 'requirements.txt')
  writeFileSync(requirements, requirementOf(tool))
  const args = downloadArgs(requirements, scratch, tool, arch)
  const { status, errors } = await runCommand(python, args)
  const wheel = readdirSync(scratch).find((file) => file.endsWith('.whl'))
  if (status === 0 && wheel) return readFileSync(join(scratch, wheel))
  throw await downloadFailure(name, tool, python, status, errors)
}

/** Finds out why pip downloaded nothing: each reason has its own remedy. */
async function downloadFailure(name, tool, python, status, errors) {
  const manually = `python3 -m pip download ${tool.wheel}`
  if (status === null)
    return new MissingPrerequisite(
      `${name} ${tool.least} is not on PATH, and fetching it needs python3`,
      'install python3 and pip (apt-get install python3 python3-pip), then start again',
    )
  if ((await runCommand(python, ['-m', 'pip', '--version'])).status !== 0)
    return new MissingPrerequisite(
      `${name} ${tool.least} is not on PATH, and fetching it needs pip, which python3 does not have`,
      'apt-get install python3-pip (or python3 -m ensurepip), then start again',
    )
  if (/DO NOT MATCH THE HASHES/i.test(errors))
    return new MissingPrerequisite(
      `${name}: pip found a ${tool.wheel} that is not the pinned one (SHA-256 differs)`,
      'check the package index that pip is set to use (pip config list), then start again',
    )
  const last = errors.trim().split('\n').slice(-3).join('\n  ')
  if (/connection|timed? ?out|resolution|unreachable|proxy|ssl|retrying/i.test(errors))
    return new MissingPrerequisite(
      `${name}: pip could not reach its package index\n  ${last}`,
      `${manually} (with a network), then start again`,
    )
  return new MissingPrerequisite(`${name}: pip could not fetch ${tool.wheel}\n  ${last}`, manually)
}
