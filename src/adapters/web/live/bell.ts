/** Rings once for any number of pulls since it was last heard. */
export function createBell() {
  let pulled = false
  let wake = (): void => {}
  return {
    ring(): void {
      pulled = true
      wake()
    },
    async rung(): Promise<void> {
      if (!pulled) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      pulled = false
    },
  }
}
