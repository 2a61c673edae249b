import { expect, it } from 'vitest'
import { mesh } from './mesh.ts'

it('an ejected endpoint is counted once, however many callers have ejected it', () => {
  const counted = JSON.stringify(mesh).match(/(.{0,40})envoy_cluster_outlier_detection_ejections/g)
  expect(counted).toEqual([
    expect.stringContaining('(sum(max by (callee) (label_replace('),
    expect.stringContaining('"max by (callee) (label_replace('),
  ])
})
