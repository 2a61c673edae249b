/** One line that keeps changing on a terminal; elsewhere a line for every tenth of the way. */
export function progressOn(screen: {
  readonly isTTY?: boolean
  write(text: string): unknown
}): (done: number, all: number) => void {
  let shown = 0
  return (done, all) => {
    const tenth = Math.floor((done * 10) / all)
    if (tenth === shown && !(screen.isTTY && done % 50 === 0)) return
    shown = tenth
    const line = `probe: ${done} of ${all}`
    screen.write(screen.isTTY ? `\r${line}${done === all ? '\n' : ''}` : `${line}\n`)
  }
}
