import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isFaultFile, readFolder } from '@stoa/mesh/policy'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type KubernetesObject, objectsIn, variablesOf } from '../../test/render.ts'
import {
  bringTilt,
  linkedCopy,
  loadTiltfile,
  runTilt,
  startsByClick,
  type TiltfileResult,
  tilt,
} from '../../test/run-tilt.ts'

const giftCards = (port: number) => `name: gift-cards
port: ${port}
owner: checkout
calls: []
publishes: []
consumes: []
providers: { GIFT_URL: api.gift.example.com }
slo: { availability: 99.9 }
size: { cpu: 100m, memory: 128Mi, replicas: 1 }
`

/** A copy of the repository with another service. */
function copyWithGiftCards(text: string): string {
  const copy = linkedCopy()
  onTestFinished(() => rmSync(copy, { recursive: true }))
  mkdirSync(join(copy, 'services/gift-cards'))
  writeFileSync(join(copy, 'services/gift-cards/service.yaml'), text)
  return copy
}

const { services } = readTopology()
const names = services.map(({ name }) => name)
const titled = (title: string) => (tilt ? title : `${title} (skipped: ${bringTilt})`)

const objectsOf = ({ Manifests }: TiltfileResult, resource?: string): KubernetesObject[] =>
  Manifests.filter(({ Name }) => resource === undefined || Name === resource).flatMap(
    ({ DeployTarget }) => objectsIn(DeployTarget.yaml ?? ''),
  )
const keyOf = ({ kind, metadata: { name, namespace } }: KubernetesObject) =>
  `${kind} ${namespace}/${name}`

describe.skipIf(!tilt)(titled('Tilt reads of the Tiltfile'), () => {
  let result: TiltfileResult
  beforeAll(() => {
    result = loadTiltfile(repositoryRoot)
  })
  const resource = (name: string) => {
    const found = result.Manifests.find(({ Name }) => Name === name)
    if (!found) throw new Error(`there is no resource ${name}`)
    return found
  }

  it('a resource for every service, those for development among them', () => {
    const deployments = objectsOf(result).filter(({ kind }) => kind === 'Deployment')
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(names)
    for (const { name } of services)
      expect(objectsOf(result, name).map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['Deployment', 'Service', 'ServiceAccount', 'NetworkPolicy']),
      )
    expect(result.EnabledManifests).toEqual(expect.arrayContaining(names))
    expect(result.Manifests.map(({ Name }) => Name)).not.toContain('uncategorized')
  })

  it('a live update of each service: its files and the packages, and no image build for them', () => {
    for (const { name } of services) {
      const [image, ...others] = resource(name).ImageTargets
      expect(others).toEqual([])
      expect(image?.LiveUpdateSpec.syncs).toEqual([
        { localPath: `services/${name}`, containerPath: `/app/services/${name}` },
        { localPath: 'packages', containerPath: '/app/packages' },
      ])
      expect(image?.LiveUpdateSpec.stopPaths).toContain(`services/${name}/package.json`)
      expect(image?.BuildDetails).toMatchObject({
        ...{ target: 'development', args: [`SERVICE=${name}`] },
      })
    }
  })

  it('pods that a live update may write to, and that are restricted in everything else', () => {
    for (const { spec } of objectsOf(result).filter(({ kind }) => kind === 'Deployment')) {
      expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true })
      for (const { securityContext } of spec.template.spec.containers)
        expect(securityContext).toEqual({
          ...{ allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: false },
          capabilities: { drop: ['ALL'] },
        })
    }
  })

  it('a port forward and links to Grafana, Jaeger and Prometheus for each service', () => {
    for (const { name, port } of services) {
      const { Links, portForwardTemplateSpec } = resource(name).DeployTarget
      expect(portForwardTemplateSpec?.forwards).toMatchObject([
        { localPort: port, containerPort: port },
      ])
      expect((Links ?? []).map((link) => link.Name)).toEqual(['Grafana', 'Jaeger', 'Prometheus'])
      for (const { URL } of Links ?? []) expect(URL.RawQuery).toContain(name)
    }
  })

  it('links to what a resource of its own brings to this machine', () => {
    const hosts = services.flatMap(({ name }) =>
      (resource(name).DeployTarget.Links ?? []).map(({ URL }) => URL.Host),
    )
    expect(new Set(hosts).size).toBe(3)
    for (const host of new Set(hosts)) {
      const forwarder = result.Manifests.find(
        ({ DeployTarget: { ServeCmd, Links } }) =>
          ServeCmd?.Argv && Links?.some(({ URL }) => URL.Host === host),
      )
      const command = forwarder?.DeployTarget.ServeCmd?.Argv?.join(' ')
      expect(command).toContain(`port-forward service/`)
      expect(command).toContain(` ${host.split(':')[1]}:`)
    }
  })

  it('a dashboard that the links to Grafana name', () => {
    const [{ URL } = { URL: { Path: '', RawQuery: '' } }] =
      resource(names[0] ?? '').DeployTarget.Links ?? []
    const text = readFileSync(join(repositoryRoot, 'observability/dashboards/service.json'), 'utf8')
    const { uid, templating } = JSON.parse(text)
    expect(URL.Path).toBe(`/d/${uid}`)
    expect(URL.RawQuery.split('=')[0]).toBe(`var-${templating.list[0].name}`)
  })

  it('a button for tests, load, verify and audit, none of which starts by itself', () => {
    for (const [name, command] of [
      ['tests', 'npm test'],
      ['load', 'stoa load'],
      ['verify', 'stoa verify'],
      ['audit', 'stoa audit'],
      ['end-to-end', 'stoa order'],
    ] as const) {
      const { TriggerMode, DeployTarget } = resource(name)
      expect(DeployTarget.UpdateCmdSpec?.args.join(' ')).toContain(command)
      expect([name, TriggerMode]).toEqual([name, startsByClick])
    }
  })

  it('a button for each fault, whose resources the mesh has, so that they come back', async () => {
    const { files } = await readFolder(join(repositoryRoot, 'mesh/istio'))
    const faults = files.filter(isFaultFile)
    const mesh = new Set(objectsOf(result, 'mesh').map(keyOf))
    expect(faults.length).toBeGreaterThan(5)
    for (const { file, text } of faults) {
      const name = `fault-${file.replace('faults/', '').replace('.yaml', '')}`
      expect(resource(name).DeployTarget.UpdateCmdSpec?.args.join(' ')).toContain(file)
      for (const object of objectsIn(text)) expect(mesh).toContain(keyOf(object))
    }
    expect(resource('no-fault').TriggerMode).toBe(startsByClick)
  })

  it('nothing to warn of, such as a dependency that is no resource', () => {
    const usual = /^(Loading Tiltfile|Running: |Successfully loaded|$)/
    expect(result.log.split('\n').filter((line) => !usual.test(line))).toEqual([])
  })
})

describe.skipIf(!tilt)(titled('Tilt'), () => {
  const deployed = services.filter(({ development }) => !development)
  const outside = services.filter(({ development }) => development).map(({ name }) => name)
  const caller = deployed.find(({ calls }) => calls.length > 1)
  const callees = caller?.calls ?? []
  const [first, second] = deployed
    .filter(({ name, calls }) => calls.length === 0 && !callees.includes(name))
    .map(({ name }) => name)
  it.each([
    ['one', [caller?.name], callees],
    ['two that call nothing', [first, second], []],
    ['the same two in the other order', [second, first], []],
    ['one that calls, and one that does not', [caller?.name, first], callees],
    ['one of them, and one that it calls', [caller?.name, callees[0]], callees],
  ])(
    'starts a part: what was named, what that calls, and the outside world: %s',
    (_, named, called) => {
      const chosen = named.filter((name) => name !== undefined)
      expect(chosen).toHaveLength(named.length)
      const { EnabledManifests } = loadTiltfile(repositoryRoot, chosen)
      expect(EnabledManifests.filter((name) => names.includes(name)).sort()).toEqual(
        [...new Set([...chosen, ...called, ...outside])].sort(),
      )
    },
  )

  it('refuses a service that is not there, and names those that are', () => {
    const { status, stderr } = runTilt(repositoryRoot, ['--', 'nobody'])
    expect(status).not.toBe(0)
    expect(stderr).toContain(`there is no service nobody; there are ${names.join(', ')}`)
  })

  it('refuses a cluster that is not on this machine, with what to do', () => {
    const { status, stderr } = runTilt(repositoryRoot, [], 'prod')
    expect(status).not.toBe(0)
    expect(stderr).toContain('the context "prod" is not a cluster on this machine')
    expect(stderr).toContain('kind create cluster')
  })

  it.each([
    ['kind-stoa', [], undefined],
    ['k3d-stoa', [], 'platform: k3d\n'],
    ['minikube', [], 'platform: minikube\n'],
    ['microk8s', [], 'platform: microk8s\n'],
    ['kind-stoa', ['--platform', 'k3s'], 'platform: k3s\n'],
    ['minikube', ['--platform='], undefined],
  ])(
    'has the plugin of Istio put where the nodes of %s look for it: %j',
    (context, given, text) => {
      const copy = linkedCopy()
      onTestFinished(() => rmSync(copy, { recursive: true }))
      const { status, stderr } = runTilt(copy, ['--', ...given], context)
      expect([status, stderr]).toEqual([0, expect.any(String)])
      const file = join(copy, '.stoa/tilt/site/cluster.yaml')
      expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(text)
    },
  )

  it('refuses a platform that Istio does not know', () => {
    const { status, stderr } = runTilt(repositoryRoot, ['--', '--platform', 'eks'])
    expect(status).not.toBe(0)
    expect(stderr).toContain('--platform: expected one of gke, k3d')
  })

  it('finds a new service by its folder alone, and starts the end-to-end test in `tilt ci`', () => {
    const copy = copyWithGiftCards(giftCards(4321))
    // This command is not `tilt ci`, which needs a cluster.
    const buttons = readFileSync(join(copy, 'tilt/buttons.tiltfile'), 'utf8')
    const asInCi = buttons.replace("config.tilt_subcommand == 'ci'", 'True')
    expect(asInCi).not.toBe(buttons)
    writeFileSync(join(copy, 'tilt/buttons.tiltfile'), asInCi)

    const result = loadTiltfile(copy)
    expect(result.EnabledManifests).toContain('gift-cards')
    const objects = objectsOf(result, 'gift-cards')
    const kinds = objects.map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'Service', 'ServiceMonitor']))
    const deployment = objects.find(({ kind }) => kind === 'Deployment')
    expect(variablesOf(deployment?.spec.template.spec)).toContainEqual({
      ...{ name: 'GIFT_URL', value: expect.stringMatching(/^http:\/\/sandbox:\d+\/.+GIFT_URL$/) },
    })
    const endToEnd = result.Manifests.find(({ Name }) => Name === 'end-to-end')
    expect(endToEnd?.TriggerMode).not.toBe(startsByClick)
    expect(endToEnd?.ResourceDependencies).toEqual(
      expect.arrayContaining([...names, 'gift-cards', 'warehouse', 'connection']),
    )
  })

  it.each([
    ['edge', 8443],
    ['grafana', 3000],
    ['prometheus', 9090],
    ['jaeger', 16686],
  ])('refuses a service with the port on which it brings %s to this machine', (name, port) => {
    const { status, stderr } = runTilt(copyWithGiftCards(giftCards(port)), [])
    expect(status).not.toBe(0)
    expect(stderr).toContain(
      `services/gift-cards/service.yaml: port: ${port} is that of ${name} on this machine`,
    )
  })

  it('says what is wrong in a damaged service.yaml, and where', () => {
    const copy = copyWithGiftCards('name: gift-cards\nport: many\n')
    const { status, stderr } = runTilt(copy, [])
    expect(status).not.toBe(0)
    expect(stderr).toContain('services/gift-cards/service.yaml: port: ')
  })
})

it('no service is named in the Tiltfile or beside it', () => {
  const folder = join(repositoryRoot, 'tilt')
  const files = [
    join(repositoryRoot, 'Tiltfile'),
    ...readdirSync(folder)
      .filter((file) => !file.endsWith('.md'))
      .map((file) => join(folder, file)),
  ]
  expect(files.length).toBeGreaterThan(5)
  const named = files.flatMap((file) =>
    names.filter((name) =>
      new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(readFileSync(file, 'utf8')),
    ),
  )
  expect(named).toEqual([])
})
