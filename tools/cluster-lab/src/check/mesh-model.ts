import { type MeshModel, parseMeshFiles } from '@stoa/mesh'
import { stringify } from 'yaml'
import { type KubernetesObject, nameOf } from '../kubernetes/object.ts'

const isMesh = ({ apiVersion, kind, metadata }: KubernetesObject): boolean =>
  /^[a-z]+\.istio\.io\//.test(apiVersion) ||
  (kind === 'ConfigMap' && metadata.name === 'istio' && metadata.namespace === 'istio-system')

/** What our compiler and evaluator make of the Istio objects among `objects`. @throws MeshError with every problem */
export const modelOf = (objects: readonly KubernetesObject[]): MeshModel =>
  parseMeshFiles(
    objects.filter(isMesh).map((object) => ({ file: nameOf(object), text: stringify(object) })),
  )
