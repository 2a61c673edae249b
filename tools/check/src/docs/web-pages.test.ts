import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { readPages } from './pages.ts'

/** The Prometheus and Alertmanager that `npm start` fetches answer 404 or 500 there. */
const webPage =
  /\b(?:(?:web )?page(?: "?\w+"?)? of (?:Prometheus|Alertmanager)|(?:Prometheus|Alertmanager)['’]s (?:own )?(?:web )?page)/

const folder = 'observability'
const settings = readdirSync(join(repositoryRoot, folder))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({
    file: `${folder}/${name}`,
    text: readFileSync(join(repositoryRoot, folder, name), 'utf8'),
  }))

const sentencesIn = (text: string) =>
  text
    .replaceAll(/\n#? */g, ' ')
    .split(/(?<=\.) /)
    .filter((sentence) => webPage.test(sentence))

it.each([...readPages(), ...settings])(
  '$file sends nobody to a web page that Prometheus and Alertmanager lack',
  ({ text }) => {
    expect(sentencesIn(text)).toEqual([])
  },
)

it.each([
  'Ask the queries on the page of Prometheus, whose address is printed.',
  'The page "Targets" of Prometheus has the error.',
  "# What has none is never sent, and on the\n# laptop Alertmanager's own page shows the alerts.",
  'watch the page\n   "Alerts" of Prometheus.',
])('would find: %s', (text) => {
  expect(sentencesIn(text)).toHaveLength(1)
})

it('leaves the API alone', () => {
  expect(sentencesIn('`/api/v1/targets` at the address of Prometheus has the error.')).toEqual([])
})
