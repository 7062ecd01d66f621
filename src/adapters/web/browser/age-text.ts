/** How long ago, as `fragments/age.tsx` writes it. */
// biome-ignore lint/correctness/noUnusedVariables: the scripts are one program; page.ts uses it
function ageText(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 1) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}
