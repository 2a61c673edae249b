import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { makeReadable } from './readable.ts'

/** The libraries that the dynamic linker loads for a program, itself among them, by absolute path. */
export function librariesOf(program: string): string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' })
  return listed.split('\n').flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(file, to)
}

/** What every distroless base image for C++ programs has. */
const inBase = /\/(ld-linux[^/]*|lib(c|m|dl|pthread|rt|stdc\+\+|gcc_s))\.so/

/** Node without its debugging symbols, and the libraries that it loads and a base image lacks, below `nodejs/`. */
export function copyNode(node: string, target: string): void {
  const program = join(target, 'nodejs/bin/node')
  mkdirSync(dirname(program), { recursive: true })
  execFileSync('strip', ['--strip-unneeded', '-o', program, node])
  for (const library of librariesOf(node).filter((one) => !inBase.test(one)))
    copy(library, join(target, 'nodejs/lib', basename(library)))
  makeReadable(join(target, 'nodejs'))
}

/** What a distroless base image has: the other libraries, authorities, the users, and the folders that are mounted over. */
export function writeBase(node: string, target: string): void {
  for (const library of librariesOf(node).filter((one) => inBase.test(one)))
    copy(library, join(target, library))
  copy('/etc/ssl/certs/ca-certificates.crt', join(target, 'etc/ssl/certs/ca-certificates.crt'))
  writeFileSync(
    join(target, 'etc/passwd'),
    'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  )
  writeFileSync(join(target, 'etc/group'), 'nonroot:x:65532:\n')
  writeFileSync(join(target, 'etc/nsswitch.conf'), 'hosts: files dns\n')
  for (const folder of ['home/nonroot', 'tmp', 'proc', 'dev'])
    mkdirSync(join(target, folder), { recursive: true })
  makeReadable(target)
}
