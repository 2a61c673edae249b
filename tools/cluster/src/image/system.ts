import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The libraries that the dynamic linker loads for a program, itself among them, by absolute path. */
export function librariesOf(program: string): string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' })
  return listed.split('\n').flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(file, to)
}

/** Node without its debugging symbols, and the libraries that it loads: base images lack one of them, libatomic. */
export function copyNode(node: string, target: string): void {
  const program = join(target, 'nodejs/bin/node')
  mkdirSync(dirname(program), { recursive: true })
  execFileSync('strip', ['--strip-unneeded', '-o', program, node])
  for (const library of librariesOf(node)) copy(library, join(target, library))
}

/** What a distroless base image has besides: authorities, the users, and the folders that are mounted over. */
export function writeBase(target: string): void {
  copy('/etc/ssl/certs/ca-certificates.crt', join(target, 'etc/ssl/certs/ca-certificates.crt'))
  writeFileSync(
    join(target, 'etc/passwd'),
    'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  )
  writeFileSync(join(target, 'etc/group'), 'nonroot:x:65532:\n')
  writeFileSync(join(target, 'etc/nsswitch.conf'), 'hosts: files dns\n')
  for (const folder of ['home/nonroot', 'tmp', 'proc', 'dev'])
    mkdirSync(join(target, folder), { recursive: true })
}
