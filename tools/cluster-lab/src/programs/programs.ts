/** What the lab builds from one Go module under `go/`, which pins the checksums of everything that goes into it. */
export interface Built {
  readonly name: string
  /** The module whose version in go.mod is the version of the programs. */
  readonly module: string
  /** Packages of the programs, by the program's name. */
  readonly programs: Readonly<Record<string, string>>
  /** Linker flags that give the programs their version, where a module has none by itself. */
  readonly linkerFlags?: (version: string) => readonly string[]
  /** Folders of Go modules to copy beside the programs, by their name there. */
  readonly folders?: Readonly<Record<string, { readonly module: string; readonly path: string }>>
}

const component = 'k8s.io/component-base/version'

const kubernetesVersion = (version: string) => {
  const [major, minor] = version.split('.')
  return [
    `-X ${component}.gitVersion=v${version}`,
    `-X ${component}.gitMajor=${major}`,
    `-X ${component}.gitMinor=${minor}`,
  ]
}

const kubernetes = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`]))

const istio = 'istio.io/istio'
const kwok = 'sigs.k8s.io/kwok'
const keda = 'github.com/kedacore/keda/v2'
const cloudNativePg = 'github.com/cloudnative-pg/cloudnative-pg'
const prometheusOperator = 'github.com/prometheus-operator/prometheus-operator'
const certManager = 'github.com/cert-manager/cert-manager'

/** The release of Istio that its Go module, which has no tags, belongs to. */
export const istioRelease = '1.31.0'

/** The programs and files of the lab, in the order in which they are built. */
export const builds = {
  'cluster-crds': {
    name: 'cluster-crds',
    module: keda,
    programs: {},
    folders: {
      keda: { module: keda, path: 'config/crd/bases' },
      'cloudnative-pg': { module: cloudNativePg, path: 'config/crd/bases' },
      'prometheus-operator': {
        module: prometheusOperator,
        path: 'example/prometheus-operator-crd',
      },
      'cert-manager': { module: certManager, path: 'deploy/crds' },
    },
  },
  etcd: {
    name: 'etcd',
    module: 'go.etcd.io/etcd/server/v3',
    programs: { etcd: 'go.etcd.io/etcd/server/v3' },
  },
  kwok: {
    name: 'kwok',
    module: kwok,
    programs: { kwok: `${kwok}/cmd/kwok` },
    folders: { stages: { module: kwok, path: 'kustomize/stage' } },
  },
  kubernetes: {
    name: 'kubernetes',
    module: 'k8s.io/kubernetes',
    programs: kubernetes('kube-apiserver', 'kube-controller-manager', 'kube-scheduler'),
    linkerFlags: kubernetesVersion,
  },
  istio: {
    name: 'istio',
    module: istio,
    programs: {
      'pilot-discovery': `${istio}/pilot/cmd/pilot-discovery`,
      istioctl: `${istio}/istioctl/cmd/istioctl`,
      ads: './ads',
    },
    linkerFlags: () => [`-X ${istio}/pkg/version.buildVersion=${istioRelease}`],
    folders: { charts: { module: istio, path: 'manifests/charts' } },
  },
} as const satisfies Record<string, Built>

export type BuildName = keyof typeof builds
export const buildNames = Object.keys(builds) as readonly BuildName[]

/** The version that a go.mod requires of a module. */
export function requiredVersion(goMod: string, module: string): string {
  const line = goMod
    .split('\n')
    .map((text) =>
      text
        .trim()
        .replace(/^require /, '')
        .split(' '),
    )
    .find(([path, version]) => path === module && version?.startsWith('v'))
  const version = line?.[1]
  if (!version) throw new Error(`go.mod does not require ${module}`)
  return version.slice(1)
}
