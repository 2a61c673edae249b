import { writeBigMesh } from './big-mesh.ts'

const [dir, services = '500', policiesEach = '4'] = process.argv.slice(2)
if (dir === undefined) throw new Error('usage: write-big-mesh.ts DIR [SERVICES [POLICIES EACH]]')
writeBigMesh(dir, { services: Number(services), policiesEach: Number(policiesEach) })
