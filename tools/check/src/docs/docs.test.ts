import { beforeAll, describe, expect, it } from 'vitest'
import { inlineCommands, shellBlocks, unmarkedBlocks } from './blocks.ts'
import { commandProblems } from './known-commands.ts'
import { pagesThatRun, readPages } from './pages.ts'
import { commandsOf } from './shell-words.ts'

const pages = readPages()
const blocks = pages.flatMap(shellBlocks)

/** A command may go on over several lines, each but the last ending in a backslash. */
const linesOf = (commands: string) => commands.replaceAll(/\\\n\s*/g, ' ').split('\n')

async function problemsOf(commands: string, mayRunOthers = false): Promise<string[]> {
  const problems: string[] = []
  for (const words of linesOf(commands).flatMap(commandsOf)) {
    const found = await commandProblems(words)
    const others = mayRunOthers ? [] : ['no test checks this: mark the block as sh example']
    problems.push(...(found ?? others).map((problem) => `${words.join(' ')}: ${problem}`))
  }
  return problems
}

// Loads every command of `stoa`, which takes a busy machine seconds.
beforeAll(() => commandProblems(['npx', 'stoa', 'status']), 60_000)

describe('the commands of the docs', () => {
  it('are found', () => {
    expect(blocks.length).toBeGreaterThan(20)
    expect(pages.map(({ file }) => file)).toEqual(expect.arrayContaining([...pagesThatRun]))
  })

  it.each(blocks)('exist with their options: $file:$line', async ({ file, commands }) => {
    const isRun = pagesThatRun.some((page) => page === file)
    expect(await problemsOf(commands, isRun)).toEqual([])
  })

  const inText = pages.flatMap((page) =>
    inlineCommands(page).map((command) => ({ file: page.file, command })),
  )
  it.each(inText)('exist in the text, too: $file: $command', async ({ command }) => {
    expect(await problemsOf(command)).toEqual([])
  })

  it('are marked', () => {
    expect(pages.flatMap(unmarkedBlocks)).toEqual([])
  })
})

describe('the check of a command', () => {
  it.each([
    'npx stoa order --pay card   # a comment',
    'npx stoa logs -f orders payments | grep error > found.txt && npx stoa status',
    'npx stoa mesh ask --from gateway --to payments --path /v1/payments/1',
    'npx stoa mesh apply orders-slow.yaml',
    'STOA_HOME=/tmp/x npx stoa up --replicas orders=2,payments=2 --no-traffic',
    'npm start -- --no-traffic',
    'npm test -- --project unit tools/check',
    'npm run mutations -w @stoa/audit',
    'npx stoa load --rate 300 \\\n  --seconds 60',
  ])('accepts %s', async (line) => {
    expect((await problemsOf(line)).filter((problem) => !problem.startsWith('grep'))).toEqual([])
  })

  it.each([
    ['npx stoa ordr', 'stoa has no command ordr'],
    ['npx stoa order --payment card', 'has no option --payment'],
    ['npx stoa order --pa card', 'has no option --pa'],
    ['npx stoa load --rate', '--rate needs a value'],
    ['npx stoa load --rate --seconds 60', '--rate needs a value'],
    ['npx stoa status orders', 'takes no argument orders'],
    ['npx stoa mesh aks --from gateway', 'stoa mesh has no subcommand aks'],
    ['npx stoa mesh ask --form gateway', 'has no option --form'],
    ['npx stoa mesh reset --all', 'has no option --all'],
    ['npm start -- --quiet', 'has no option --quiet'],
    ['npm run chekc', 'package.json has no script chekc'],
    ['npm run mutations -w @stoa/adit', 'there is no package @stoa/adit'],
    ['npm test -- --project units', 'no test project units'],
    ['npm test -- services/nothing', 'there is no services/nothing'],
    ['npx stoa status && npm strat', 'npm strat is not a command'],
    ['npx stoa logs -n 200 order natz', 'there is no process order'],
    ['npx stoa logs -f orders natz', 'there is no process natz'],
    ['npx stoa mesh ask --from gatway --to payments', 'there is no caller gatway'],
    ['npx stoa mesh explain payment', 'there is no service payment'],
    ['npx stoa up --replicas order=2', 'there is no service order'],
    ['npm start -- --replicas orders=2,payment=2', 'there is no service payment'],
    ['psql orders', 'mark the block as sh example'],
  ])('rejects %s', async (line, problem) => {
    expect((await problemsOf(line)).join('\n')).toContain(problem)
  })
})

it('our commands under another mark than sh are found', () => {
  const pageOf = (info: string) => ({ file: 'x.md', text: `\`\`\`${info}\nnpx stoa up\n\`\`\`\n` })
  expect(unmarkedBlocks(pageOf(''))).toEqual(['x.md:2: mark the commands as sh, or as sh example'])
  expect(unmarkedBlocks(pageOf('bash'))).toHaveLength(1)
  for (const info of ['sh', 'sh example', 'console'])
    expect(unmarkedBlocks(pageOf(info))).toEqual([])
})
