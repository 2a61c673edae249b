#!/usr/bin/env node
// Stands for Helm in tests. Its folder holds `state.json`: the releases of the cluster, and what shall fail. Calls are added to `calls`.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.FAKE_HELM
const stateFile = join(folder, 'state.json')
const state = JSON.parse(readFileSync(stateFile, 'utf8'))
const [verb, name] = process.argv.slice(2)
const namespace = process.argv
  .find((argument) => argument.startsWith('--namespace='))
  ?.slice('--namespace='.length)

if (verb === 'version') {
  process.stdout.write(`${state.version ?? 'v4.3.2'}\n`)
} else {
  appendFileSync(join(folder, 'calls'), `${process.argv.slice(2).join(' ')}\n`)
  const failure = state.failures?.find((one) => one.verb === verb && one.release === name)
  if (failure) state.failures = state.failures.filter((one) => one !== failure)
  if (state.unreachable) end(`Error: Kubernetes cluster unreachable: ${state.unreachable}`)
  if (failure?.leaves) put(failure.leaves)
  if (failure) end(failure.message)
  answer()
  save()
}

function answer() {
  const present = state.releases.find((release) => release.name === name)
  if (verb === 'list') process.stdout.write(JSON.stringify(state.releases))
  if (verb === 'history') process.stdout.write(JSON.stringify(state.histories?.[name] ?? []))
  if (verb === 'get') process.stdout.write(told(process.argv[3], process.argv[4], revisionAsked()))
  if (verb === 'template') process.stdout.write(state.renders?.[name] ?? '')
  if (verb === 'uninstall') state.releases = state.releases.filter((one) => one !== present)
  if (verb === 'rollback') put('deployed')
  if (verb === 'upgrade') {
    if (present?.status.startsWith('pending-')) end('Error: another operation is in progress')
    put('deployed')
  }
}

function revisionAsked() {
  return process.argv.find((one) => one.startsWith('--revision='))?.slice('--revision='.length)
}

function told(what, ofRelease, revision) {
  if (what === 'manifest')
    return state.manifests?.[`${ofRelease} ${revision}`] ?? state.manifests?.[ofRelease] ?? ''
  return state.releases.find((release) => release.name === ofRelease)?.values ?? 'null\n'
}

function put(status) {
  const before = state.releases.find((release) => release.name === name)
  const revision = String(Number(before?.revision ?? 0) + 1)
  state.releases = state.releases.filter((release) => release !== before)
  const updated = `${new Date().toISOString().replace('T', ' ').replace('Z', '')} +0000 UTC`
  const chart = `${process.argv[4]}-1.0.0`
  // Of its files of values the last.
  const file = process.argv.findLast((argument) => argument.startsWith('--values='))
  const values = file ? readFileSync(file.slice('--values='.length), 'utf8') : before?.values
  state.releases.push({ name, namespace, revision, status, updated, chart, values })
}

function save() {
  writeFileSync(stateFile, JSON.stringify(state))
}

function end(message) {
  save()
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
