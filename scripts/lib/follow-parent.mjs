// Preloaded into a server that npm or run.mjs holds: stops it when its parent is gone. npm passes
// SIGTERM to the shell that it runs a script in; that shell dies and tells nobody, and the server
// would go on with its port and its data.
import process from 'node:process'

const parent = process.ppid
const watch = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(watch)
  process.kill(process.pid, 'SIGTERM')
}, 250)
watch.unref()

// A signal to the whole process group has reached the server too, and a second one would cut its
// shutdown short. So this listens as well, but only where the program itself does.
const signals = new Set(['SIGINT', 'SIGTERM', 'SIGHUP'])
process.on('newListener', (name) => {
  if (signals.delete(String(name))) process.once(String(name), () => clearInterval(watch))
})
