import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchDebianPackage } from '../bin/debian-package.js'
import { findOptionalTool } from '../bin/optional-tools.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-optional-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function script(file: string, text: string): string {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return file
}

describe('a tool that is a Debian package', () => {
  const archive = 'the archive'
  const sha256 = createHash('sha256').update(`${archive}\n`).digest('hex')
  const tool = {
    least: '2.42',
    package: 'metrics-server',
    members: { 'usr/bin/server': 'metrics', 'usr/bin/helper': 'helper' },
    sha256: { 'metrics-server_2.42.0+ds-5_amd64.deb': sha256 },
  }
  const save = (content = archive, version = '2.42.0+ds-5') =>
    `echo "${content}" > metrics-server_${version}_amd64.deb`
  const unpack = (version: string) =>
    `mkdir -p "$3/usr/bin"; for one in server helper; do printf '#!/bin/sh\\necho version ${version}' > "$3/usr/bin/$one"; chmod +x "$3/usr/bin/$one"; done`
  const fetch = (apt: string, dpkg = unpack('2.42.0')) =>
    fetchDebianPackage('metrics', tool, join(folder, 'tools'), {
      apt: script(join(folder, 'apt-get'), apt),
      dpkg: script(join(folder, 'dpkg-deb'), dpkg),
    })

  it('is downloaded, unpacked and found again by its version', async () => {
    const fetched = await fetch(save())
    expect(fetched).toBe(join(folder, 'tools/metrics-2.42.0'))
    expect(existsSync(join(fetched, 'helper'))).toBe(true)
  })

  it('is downloaded with package lists of our own when those of the system do not have it', async () => {
    const log = join(folder, 'calls')
    const apt = `echo "$@" >> ${log}\ncase "$*" in *Dir::State=*download*) ${save()};; *update*) ;; *) exit 100;; esac`
    await fetch(apt)
    const calls = readFileSync(log, 'utf8').trim().split('\n')
    expect(calls.map((call) => /\b(update|download)\b/.exec(call)?.[0])).toEqual([
      ...['download', 'update', 'download'],
    ])
  })

  it.each([
    ['of the pinned version has another hash', save('other'), undefined, /instead of the pinned/],
    ['is not to be had', 'echo "E: no such package" >&2; exit 100', undefined, /no such package/],
    ['is too old', save(archive, '2.31.0-1'), unpack('2.31.0'), /2\.31\.0, at least 2\.42 needed/],
    ['does not run here', save(), unpack('2.42.0; exit 1'), /the fetched program failed/],
  ])('that %s leaves nothing behind', async (_, apt, dpkg, message) => {
    await expect(fetch(apt, dpkg)).rejects.toThrow(message)
    expect(existsSync(join(folder, 'tools/metrics-2.42.0'))).toBe(false)
  })

  it('has the folder that it was built for replaced by its working folder', async () => {
    const printing = unpack('2.42.0; echo /usr/share/metrics/ui')
    const apt = script(join(folder, 'apt-get'), save())
    const programs = { apt, dpkg: script(join(folder, 'dpkg-deb'), printing) }
    const movable = { ...tool, ownFolder: '/usr/share/metrics' }
    const fetched = await fetchDebianPackage('metrics', movable, join(folder, 'tools'), programs)
    const text = readFileSync(join(fetched, 'metrics'), 'utf8')
    expect(text).toContain(`echo .${'/'.repeat(17)}/ui`)
    expect(text).not.toContain('/usr/share')
  })

  it('of another release of the system is taken, since apt verified its signature', async () => {
    expect(await fetch(save('other', '2.53.3+ds1-1'), unpack('2.53.3'))).toContain('metrics-2.53.3')
  })
})

describe('finding a tool without which the platform starts', () => {
  const put = (name: string, version: string) =>
    script(join(folder, 'tools', `${name}-${version}`, name), `echo ${version}`)

  it('takes the newest version that was fetched or built', async () => {
    expect(await findOptionalTool('prometheus', folder, '')).toBeUndefined()
    put('prometheus', '2.42.0')
    const newest = put('prometheus', '3.16.0')
    expect(await findOptionalTool('prometheus', folder, '')).toBe(newest)
  })

  it('prefers PATH, under either name that distributions use', async () => {
    put('alertmanager', '0.25.0')
    const onPath = script(join(folder, 'bin/prometheus-alertmanager'), 'echo alertmanager 0.27.0')
    script(join(folder, 'bin/amtool'), '')
    expect(await findOptionalTool('alertmanager', folder, join(folder, 'bin'))).toBe(onPath)
  })

  it('leaves one on PATH that is too old', async () => {
    script(join(folder, 'bin/prometheus'), 'echo prometheus 2.41.0')
    script(join(folder, 'bin/promtool'), '')
    expect(await findOptionalTool('prometheus', folder, join(folder, 'bin'))).toBeUndefined()
  })
})
