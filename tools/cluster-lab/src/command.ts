import { CannotRun, type Command } from '@stoa/topology'
import { apply } from './commands/apply.ts'
import { build } from './commands/build.ts'
import { check } from './commands/check.ts'
import { down } from './commands/down.ts'
import { up } from './commands/up.ts'

const usage = `usage: stoa lab build [NAME...]
       stoa lab up [--json]
       stoa lab apply [PATH...] [--json]
       stoa lab check [--profile P] [--json]
       stoa lab check (--laptop | PATH...) [--mesh DIR] [--json]
       stoa lab down [--json]

A Kubernetes control plane with istiod as ordinary processes on loopback, for
checking what would be applied to a cluster. It runs no container.

build  builds its programs from Go modules with pinned checksums (needs Go,
       once 15 minutes or more); NAME is cluster-crds, etcd, kwok, kubernetes
       or istio. Helm 4 is on PATH, or built by stoa tools build helm
up     starts a lab with an empty cluster, six nodes, Istio and the CRDs of
       other operators; stays in the foreground until Ctrl-C or stoa lab down
apply  applies YAML files or folders, or else the mesh and a workload for each
       service
check  installs the charts with Helm, profile after profile, as stoa cluster
       does, and checks: everything admitted, a second upgrade changes nothing,
       pods injected and scheduled, istioctl analyze, and the configuration
       that istiod sends to every sidecar against what our compiler makes of
       the mesh. It runs stoa cluster against the lab: its lock, what it finds
       missing, and the profile. Of production also: the upgrade from the
       chart that was kept, and back; a drained zone; the quota. It removes what
       it installed.
       With paths, or with --laptop, it applies those objects and checks them
down   stops the lab

options:
  --profile P  of the charts: small, production or multi-region alone
  --laptop     mesh/istio and a workload for each service folder, as the laptop
               has them, in the place of the charts
  --mesh DIR   what our compiler reads (default: the mesh among the objects)
  --json       up: when ready, print {"ready","seconds","kubeconfig","urls"}
               apply: print {"applied","refused","changed"}
               check: print {"ok","findings","figures","seconds"}; of the
               charts also "absent", the releases whose charts are not here
               down: print {"stopped","runner","leftovers"}
  --help       print this text

example:
  npx stoa lab check

exit status:
  0  done, and nothing was refused or found
  1  something was, or the lab could not start
  2  wrong arguments, programs are missing, or no lab runs`

const verbs: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  ...{ build, up, apply, check, down },
}

export const labCommand: Command = {
  name: 'lab',
  summary: 'check the cluster: a Kubernetes control plane and istiod on loopback',
  usage,
  async run([verb = '', ...args]) {
    const run = verbs[verb]
    if (!run) throw new CannotRun(`expected ${Object.keys(verbs).join(', ')}; found ${verb}`)
    return run(args)
  },
}
