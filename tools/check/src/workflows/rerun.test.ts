import { describe, expect, it } from 'vitest'
import { runStep } from './run-step.ts'

const [ours, theirs] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`)

describe('the tag of an image', () => {
  /** A registry in which the tag has this digest, or none. */
  const registryWith = (
    digest: string,
    refusal = 'ERROR: ghcr.io/shop/orders:1.2.3: not found',
  ) => `
tag=$RUNNER_TEMP/tagged
[ -f $tag ] || echo -n '${digest}' > $tag
case "$3" in
  inspect) [ -s $tag ] && cat $tag || { echo '${refusal}' >&2; exit 1; } ;;
  create) echo created; echo -n "\${6#*@}" > $tag ;;
esac`
  const tagWith = (docker: string) =>
    runStep(
      'release.yaml',
      'images',
      'tag',
      { IMAGE: 'ghcr.io/shop/orders', VERSION: '1.2.3', DIGEST: ours },
      { docker },
    )

  it('is set where there is none', () => {
    expect(tagWith(registryWith(''))).toMatchObject({ status: 0, stdout: 'created\n' })
  })

  it('is left where a run before has set it to the same image', () => {
    expect(tagWith(registryWith(ours ?? ''))).toMatchObject({ status: 0, stdout: '' })
  })

  it('is left, and the release fails, where it is that of another image', () => {
    const { status, stdout } = tagWith(registryWith(theirs ?? ''))
    expect(status).toBe(1)
    expect(stdout).toContain(`is ${theirs}, and this build is ${ours}: publish the next version`)
    expect(stdout).not.toContain('created')
  })

  it('is left, and the release fails, where the registry does not say', () => {
    const { status, stdout } = tagWith(registryWith('', 'ERROR: 503 Service Unavailable'))
    expect([status, stdout]).toEqual([1, 'ERROR: 503 Service Unavailable\n'])
  })
})

describe('the chart', () => {
  const digest = `Digest: ${ours}`
  /** A registry that has a chart with this text, or none; beside the chart that was packaged. */
  const pushTo = (published: string | undefined, refusal = 'Error: stoa:1.2.3: not found') => {
    const pack = (folder: string, text: string) =>
      `mkdir -p ${folder} stoa && echo '${text}' > stoa/Chart.yaml && tar --create --gzip --file ${folder}/stoa-1.2.3.tgz stoa && rm -r stoa`
    const helm = `
case $1 in
  pull) ${published === undefined ? `echo '${refusal}' >&2; exit 1` : `${pack('published', published)}; echo '${digest}' >&2`} ;;
  push) echo pushed; echo '${digest}' ;;
esac`
    const mkdir = `/bin/mkdir "$@"; [ $1 != published ] || { ${pack('charts', 'ours').replaceAll('mkdir', '/bin/mkdir')}; }`
    return runStep(
      'release.yaml',
      'chart',
      'push',
      { CHARTS: 'ghcr.io/shop/charts', VERSION: '1.2.3' },
      { helm, mkdir },
    )
  }

  it.each(['Error: stoa:1.2.3: not found', 'Error: denied'])('is pushed where %j', (refusal) => {
    const { status, stdout, outputs } = pushTo(undefined, refusal)
    expect([status, outputs.digest]).toEqual([0, ours])
    expect(stdout).toContain('pushed')
  })

  it('is not pushed again where the same is there, which is signed', () => {
    const { status, stdout, outputs } = pushTo('ours')
    expect([status, outputs.digest]).toEqual([0, ours])
    expect(stdout).not.toContain('pushed')
  })

  it.each([
    ['another chart is there', 'theirs', undefined, 'publish the next version'],
    ['the registry does not say', undefined, 'Error: 503', '503'],
  ])('is not pushed, and the release fails, where %s', (_, published, refusal, said) => {
    const { status, stdout } = pushTo(published, refusal)
    expect(status).toBe(1)
    expect(stdout).toContain(said)
    expect(stdout).not.toContain('pushed')
  })
})
