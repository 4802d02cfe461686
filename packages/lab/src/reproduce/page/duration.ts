/** Seconds as people say them: `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return seconds < 9.95 ? `${seconds.toFixed(1)}\u00a0s` : `${whole}\u00a0s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) {
    const rest = whole % 60
    return `${Math.floor(whole / 60)}\u00a0min${rest === 0 ? '' : ` ${rest}\u00a0s`}`
  }
  return `${Math.floor(minutes / 60)}\u00a0h${minutes % 60 === 0 ? '' : ` ${minutes % 60}\u00a0min`}`
}
