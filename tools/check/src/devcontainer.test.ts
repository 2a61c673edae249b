import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const textOf = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')
const container = JSON.parse(textOf('.devcontainer/devcontainer.json'))
const locked: Readonly<Record<string, { version: string; resolved: string; integrity: string }>> =
  JSON.parse(textOf('.devcontainer/devcontainer-lock.json')).features

it('the development container has what a local cluster takes: Docker, kubectl, and Go for the rest', () => {
  const names = Object.keys(container.features).map((name) => name.replace(/^.*\/|:.*$/g, ''))
  expect(names).toEqual(
    expect.arrayContaining(['docker-in-docker', 'kubectl-helm-minikube', 'go', 'python']),
  )
})

it('each of its features is pinned by a digest', () => {
  expect(Object.keys(locked).sort()).toEqual(Object.keys(container.features).sort())
  for (const [name, { version, resolved, integrity }] of Object.entries(locked)) {
    const [image, major] = name.split(':')
    expect(version.split('.')[0]).toBe(major)
    expect(integrity).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(resolved).toBe(`${image}@${integrity}`)
  }
})

it('its kind and kubectl are those of the workflow that runs a cluster', () => {
  const { steps } = parse(textOf('.github/workflows/kind.yaml')).jobs.order as {
    steps: { uses?: string; with?: { version: string; node_image: string } }[]
  }
  const kind = steps.find(({ uses }) => uses?.startsWith('helm/kind-action@'))?.with
  expect(container.postCreateCommand.kind).toBe(`go install sigs.k8s.io/kind@${kind?.version}`)
  const { version } = container.features['ghcr.io/devcontainers/features/kubectl-helm-minikube:1']
  expect(kind?.node_image).toContain(`kindest/node:v${version}@`)
})
