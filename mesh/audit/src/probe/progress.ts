/** Reports progress: on a terminal one line that is overwritten, elsewhere one line for every tenth. */
export function progressOn(screen: {
  readonly isTTY?: boolean
  write(text: string): unknown
}): (done: number, all: number) => void {
  let printedTenth = 0
  return (done, all) => {
    const tenth = Math.floor((done * 10) / all)
    if (tenth === printedTenth && !(screen.isTTY && done % 50 === 0)) return
    printedTenth = tenth
    const line = `probe: ${done} of ${all} requests`
    screen.write(screen.isTTY ? `\r${line}${done === all ? '\n' : ''}` : `${line}\n`)
  }
}
