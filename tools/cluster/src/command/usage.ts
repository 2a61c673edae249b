export const verbs = [
  'plan',
  'secrets',
  'install',
  'upgrade',
  'diff',
  'rollback',
  'uninstall',
  'restore',
  'images',
  'trial',
  'check',
  'verify',
] as const
export type ClusterVerb = (typeof verbs)[number]

export const usage = `usage: stoa cluster VERB [--context C] [--profile P] [options]

Installs the platform and what it stands on, from the list in
charts/third-party/releases.yaml, with Helm 4.

VERB is one of
  plan       print what would be installed, in which order, with which calls
             of Helm; needs no cluster
  secrets    print Secrets as YAML: a password for each role of the database,
             and a key for each user of the broker; with --context, those that
             the cluster lacks, made to match what it has
  install    install what is missing, and mend what was left half-installed
  upgrade    bring every release to its version and values; installs what is
             missing
  diff       show, object by object, what an upgrade would change
  rollback   bring the releases of --only back to the revision before
  uninstall  remove the releases, the last first; namespaces, volumes, databases
             and the releases that these need stay
  restore    restore the databases as they were at TIME into a second Postgres,
             postgres-restored, beside the one that serves; needs --at
  images     print each deployed service and its image, as the charts name it
  trial      fill the folder of --site for a cluster that only tries the
             platform out: host, certificates, an issuer of tokens; prints the
             objects that belong to it as YAML; with --context, without the keys
             that the cluster has
  check      place orders through the edge, hand over their parcels, wait until
             they are shipped, and send requests whose answers are known; with
             --context, services call each other, too
  verify     check that no order in the cluster's databases was lost, duplicated
             or left half done, as stoa verify does on the laptop

Those that change a cluster wait until a release is ready before they begin the
next, stop at the first failure, and are safe to repeat: a second run goes on
where the first stopped.

options:
  --context C   the context of the kubeconfig; never taken from its current one
  --profile P   small (the default), production or multi-region
  --site DIR    a folder with values of this cluster alone: stoa.yaml (hosts
                and tokens), postgres.yaml (the bucket of its backups), …;
                cluster.yaml: its platform, where nodes need one
  --only A,B    these releases alone
  --without A,B releases that something else installs, such as Tilt
  --standby-of HOST
                of the profile multi-region: this region follows the Postgres
                at HOST, and has no broker, no services and no edge
  --change-profile
                go from the profile that is installed to that of --profile
  --mend        mend a release that was left half-installed by a Helm that
                stoa cluster did not call, and that is dead
  --at TIME     with restore: a moment such as 2026-06-01T12:00:00Z
  --gateway URL with check: the edge's address, instead of one that kubectl
                forwards
  --ca FILE     with check: certificates to trust; default those of the site,
                or of the cluster
  --orders N    with check: how many (default 5)
  --within-seconds S
                with check: how long to wait; with verify: how long an order may
                be without events (default 60)
  --json        print {"profile","context","ok","steps":[…]}; with diff
                {"profile","context","mends":[…],"changes":[…]}; with check
                {"gateway","ok","orders":[…],"requests":[…],"calls":[…]}; with
                verify as stoa verify
  --help        print this text

examples:
  npx stoa cluster plan --profile production
  npx stoa cluster secrets --context kind-stoa |
    kubectl --context kind-stoa apply --server-side -f -
  npx stoa cluster install --context kind-stoa --site clusters/laptop
  npx stoa cluster check --context kind-stoa --site clusters/laptop
  npx stoa cluster verify --context kind-stoa
  npx stoa cluster diff --context prod --profile production --only stoa,nats

exit status:
  0  done; with diff: nothing would change
  1  a release failed; with diff: something would change; with check: an
     order was not shipped, or an answer was wrong; with verify: an invariant
     is violated
  2  wrong arguments, no Helm 4, no such context, another command is at
     work, the cluster cannot be reached, or what it needs is missing:
     nothing was changed`
